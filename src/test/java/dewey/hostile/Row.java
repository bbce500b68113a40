package dewey.hostile;

/** The hostile inputs and faults, and what is safe. The numbers have gaps: they are those of the list that the suite grew from. */
enum Row {
    H01("a foreign `Origin`", "403, no 101, no session"),
    H02("`Origin: null`, two `Origin` headers, an allowed host as a part of another", "403 each"),
    H03("no `Origin`", "served like any program"),
    H04("`Host` of an attacker who resolves to loopback (DNS rebinding)", "403"),
    H05("no, wrong, expired or foreign credentials", "401 at the handshake, 1008 later; never stored or passed on"),
    H06("a token in the query string", "works only if enabled; redacted everywhere"),
    H07("the client's credentials and forwarding headers at the proxy", "not passed on to the upstream"),
    H08("upstream names: missing, empty, unknown, long, encoded, twice, look-alike", "404 or 400 before the upgrade"),
    H09("addresses in place of upstream names", "never dialled"),
    H10("upstreams that lead to metadata, link-local addresses or this server itself", "refused at each connection"),
    H11("an upstream's name that changes its address", "connects only where it may"),
    H12(
            "HTTP that two servers would read in two ways",
            "refused, or one answer; nothing behind it is taken for a request"),
    H13("bodies that are compressed, of another charset or type, cut off", "415 or 400; nothing is inflated or stored"),
    H14("handshakes that are none", "400, 405, 426"),
    H15("huge headers, slow headers, handshakes that are abandoned", "431 or 400; closed; no thread held"),
    H16("sub-protocols", "`mcp` is echoed and nothing else"),
    H17("offers of compression and unknown extensions (Autobahn 12, 13)", "declined"),
    H18("a bomb of deflated zeroes", "no compression is agreed on: 1002"),
    H19("broken frames (Autobahn 2 to 4)", "1002 or the end of the connection"),
    H20("fragments out of place (Autobahn 5)", "1002"),
    H21("texts that are no UTF-8 (Autobahn 6)", "1007"),
    H22("closes that are none (Autobahn 7)", "1002 or 1007; the other side closed"),
    H23("a million fragments; empty ones for ever", "bounded; 1009"),
    H24("a frame that announces 2^63-1 bytes", "nothing is allocated; 1009, or the pings end it"),
    H25("messages at the limit and over it (Autobahn 1, 9, 10)", "taken; 1009, and the other side is told"),
    H26("floods of pings, pongs nobody asked for (Autobahn 2)", "answered or dropped; nothing grows"),
    H27("texts that are no JSON", "-32700 without id; the connection stays"),
    H28("batches", "-32600, or bounded"),
    H29("JSON that is no JSON-RPC", "-32600"),
    H30("ids of all kinds", "legal ones echoed as written, others -32600"),
    H32("deep nesting", "refused within moments; no stack overflows"),
    H33("cursors, sessions and streams of another tenant", "nothing of it: refused, or not there"),
    H35("methods that do not exist", "-32601; nothing is looked up"),
    H36("notifications nobody knows", "no answer"),
    H37("answers nobody asked for", "ignored"),
    H38("every argument of every tool, wrong in every way its schema forbids", "refused with its name; nothing stored"),
    H39("eras mixed up", "the answers that both revisions prescribe; never 1011"),
    H40("conversations that are not there, or not the caller's", "the same words, the same time"),
    H41("contents of all kinds", "come back as they were, or are refused with the reason"),
    H42("metadata of all kinds", "come back as they were, or are refused with the reason"),
    H43("bulks: none, too many, a bad one at the end, the same one twice", "all or nothing; the error names the index"),
    H44("files to import: outside, links, devices, pipes, huge", "only regular files inside; the words tell nothing"),
    H45("queries of operators, nothing, a megabyte", "an empty list or a refusal; no error of the database"),
    H46("limits, offsets and cursors", "refused with the bounds"),
    H47("roles, turns and times", "refused"),
    H48("startup contexts: names, races for the active one, sizes", "one is active, and all are told"),
    H50("a conversation deleted while it is written and read", "clean refusals; no orphan"),
    H51("SQL, HTML, terminal codes, forged lines, lookups in every string", "stored as text; the log stays its own"),
    H52("secrets in relayed messages", "redacted in the record and marked; relayed untouched; never in the log"),
    H53("too many requests, connections, idle connections", "refused with a hint; others are served"),
    H54(
            "a client that reads nothing while much comes for it",
            "the source waits; closed after the time-out; heap flat"),
    H55("an upstream that reads nothing while the client pours", "the same in the other direction"),
    H56("connections that go silent without an end", "both sides closed after two pings"),
    H57("upstreams that refuse, hang, have bad certificates or answer anything but 101", "told soon, in safe words"),
    H58("an upstream that comes back after its breaker has opened", "one probe, then as before; nothing stays bad"),
    H59("an upstream that dies with requests open", "each is answered once with an error; then the close"),
    H60("a client that dies with requests open", "the upstream is closed within a second"),
    H61("both close at once; close while connecting", "one end each; no code that may not be sent"),
    H63("messages of every kind through the relay", "byte for byte the same, and recorded"),
    H64("any fragmentation, both ways", "messages and their order stay"),
    H65("two clients with the same ids on one upstream", "each has its own connection"),
    H67("tool lists that change, are huge or lie", "passed on; the change is recorded"),
    H68("requests that are taken up again under another id", "linked only when certain"),
    H69("a recorder without its database", "the relay feels nothing; all is stored later, once, or said to be missing"),
    H70("kill -9 in the middle of everything", "what was acknowledged is there once; sessions are marked"),
    H72("clocks that jump", "order by sequence, durations by the monotonic clock"),
    H73("stops and redeployments with open sockets", "503, 1001, drained; nothing leaks"),
    H75("administration without the role, from a page, by another verb", "401 or 403; nothing changed"),
    H76("exports of others, of a million rows, with formulas", "404; streamed; escaped"),
    H77("replays of sessions with destructive tools", "from the record only: no upstream is called"),
    H78(
            "a soak of sessions that open and are dropped in all these ways",
            "heap, threads, descriptors, connections flat"),
    H80("one upstream sick, another healthy", "the healthy one feels nothing");

    private final String input;
    private final String safe;

    Row(String input, String safe) {
        this.input = input;
        this.safe = safe;
    }

    String input() {
        return input;
    }

    String safe() {
        return safe;
    }
}
