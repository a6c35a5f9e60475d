package io.vibestream.synth.engine;

/** How many steps a speech may take before it is cut off. */
public interface LengthRule {

    /**
     * Gives the limit.
     *
     * @param promptTokens the whole prompt, voices included
     * @param textTokens what is to be said
     */
    int maxSteps(int promptTokens, int textTokens);

    /**
     * Room for the slowest speakers: speech takes about two frames per token, so six and ten seconds more are only reached
     * by a speech that went astray.
     */
    LengthRule GENEROUS = (promptTokens, textTokens) -> 6 * textTokens + 75;

    /** The original's own rule, which can cut slow speech after a short prompt. */
    LengthRule REFERENCE = (promptTokens, textTokens) -> 2 * promptTokens;
}
