package io.vibestream.synth.model.fetch;

import java.util.regex.Pattern;

/**
 * A repository on the Hub at one revision: a branch, a tag or, to get the same files for ever, a commit.
 */
public record HubModel(String repository, String revision) {

    private static final Pattern REPOSITORY = Pattern.compile("[A-Za-z0-9][\\w.-]*/[A-Za-z0-9][\\w.-]*");
    private static final Pattern REVISION = Pattern.compile("[A-Za-z0-9][\\w.-]*");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

    /** What speaks unless another model is asked for. */
    public static final HubModel VIBEVOICE_7B = new HubModel("vibevoice/VibeVoice-7B", "main");

    /** Whose tokenizer every VibeVoice model was trained with. */
    public static final HubModel QWEN_2_5 = new HubModel("Qwen/Qwen2.5-7B", "main");

    public HubModel {
        // Both become parts of URLs and of paths.
        if (!REPOSITORY.matcher(repository).matches() || repository.contains("..")) {
            throw new ModelFetchException("model: expected ORGANISATION/NAME, found '" + repository + "'");
        }
        if (!REVISION.matcher(revision).matches() || revision.contains("..")) {
            throw new ModelFetchException("revision: expected a commit, branch or tag, found '" + revision + "'");
        }
    }

    boolean isPinned() {
        return COMMIT.matcher(revision).matches();
    }

    HubModel at(String commit) {
        return new HubModel(repository, commit);
    }

    @Override
    public String toString() {
        return repository + " at " + revision;
    }
}
