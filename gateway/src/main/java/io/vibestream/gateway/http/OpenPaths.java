package io.vibestream.gateway.http;

/** What a caller sees who has shown no key: that the gateway is there, its pages, and audio whose links carry their own signature. */
final class OpenPaths {

    private OpenPaths() {}

    /** Whether no key is needed. */
    static boolean contains(String path) {
        return path.equals("/ping") || path.startsWith("/audio/") || isPage(path);
    }

    /** Whether it is a file of the web page, which works by itself as soon as the port is open. */
    static boolean isPage(String path) {
        return path.equals("/") || path.equals("/docs") || path.equals(ApiDocument.PATH) || path.startsWith("/page/");
    }
}
