package dewey.admin;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * Calls a bean as the application would: a thread of JMX has no context class loader, without which Payara's CDI finds no other bean.
 */
record InApplication(Object bean) implements InvocationHandler {
    static <T> T of(Class<T> seenAs, T bean) {
        return seenAs.cast(
                Proxy.newProxyInstance(seenAs.getClassLoader(), new Class<?>[] {seenAs}, new InApplication(bean)));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(InApplication.class.getClassLoader());
        try {
            return method.invoke(bean, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
