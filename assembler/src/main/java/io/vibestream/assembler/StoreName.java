package io.vibestream.assembler;

/** The stores of a task. Their names are part of the names of Kafka's changelog topics: renaming one loses what it holds. */
enum StoreName {
    REQUESTS("requests"), PLANS("plans"), TAKES("takes"), SEGMENTS("segments"), DUE("due");

    private final String text;

    StoreName(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }
}
