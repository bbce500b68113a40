package dewey.websocket;

/** The class loader of the application, for threads of the container's that call without it; some libraries look things up by it. */
record InApplication(ClassLoader loader) {
    /** That of the thread which asks. */
    static InApplication ofThisThread() {
        return new InApplication(Thread.currentThread().getContextClassLoader());
    }

    void run(Runnable work) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            work.run();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
