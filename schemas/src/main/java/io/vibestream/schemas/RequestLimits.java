package io.vibestream.schemas;

/**
 * What a deployment allows a request to be.
 *
 * @param maxTextChars code points of text over all lines
 * @param replyTopicPrefix what every reply topic must begin with
 */
public record RequestLimits(int maxTextChars, String replyTopicPrefix) {
    public RequestLimits {
        if (maxTextChars < 1) {
            throw new IllegalArgumentException("longest text: expected at least 1 character, found " + maxTextChars);
        }
    }
}
