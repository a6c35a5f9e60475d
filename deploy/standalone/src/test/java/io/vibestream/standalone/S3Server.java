package io.vibestream.standalone;

import java.net.URI;
import org.gaul.s3proxy.junit.S3ProxyExtension;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One s3proxy for all tests of a class; its own extension starts one for each. */
final class S3Server implements BeforeAllCallback, AfterAllCallback {

    private final S3ProxyExtension proxy;

    S3Server(String accessKey, String secretKey) {
        proxy = S3ProxyExtension.builder().withCredentials(accessKey, secretKey).build();
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        proxy.beforeEach(context);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        proxy.afterEach(context);
    }

    URI uri() {
        return proxy.getUri();
    }
}
