package io.vibestream.standalone.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SurveyTest {

    @Test
    void anIdThatStandsTwiceIsNamedWithBothLines() throws IOException {
        var survey = Survey.of(new ListedRows(ListedRows.wanted(1, "a"), ListedRows.wanted(2, "b"),
                ListedRows.wanted(5, "a")));

        assertThat(survey.wrong()).isEqualTo(1);
        assertThat(survey.rows()).isEqualTo(3);
        assertThat(survey.problems()).containsExactly("listed, line 5: id a stands in line 1, too");
    }

    @Test
    void atTheSecondReadingTheRepeatedRowIsWrongAgainAndTheFirstOneIsNot() throws IOException {
        var rows = List.of(ListedRows.wanted(1, "a"), ListedRows.wanted(5, "a"));
        var survey = Survey.of(new ListedRows(rows.toArray(Row[]::new)));

        assertThat(survey.again(rows.get(0))).isEqualTo(rows.get(0));
        assertThat(survey.again(rows.get(1))).isInstanceOf(Row.Wrong.class);
        assertThat(survey.again(rows.get(1)).id()).isNotEqualTo("a").isEqualTo(survey.again(rows.get(1)).id());
    }

    @Test
    void aFileThatChangesBetweenTheReadingsIsNoticed() throws IOException {
        var survey = Survey.of(new ListedRows(ListedRows.wanted(1, "a")));

        assertThatThrownBy(() -> survey.again(ListedRows.wanted(2, "b"))).isInstanceOf(BulkException.class)
                .hasMessage("line 2 has changed while the file was being read");
    }

    @Test
    void twentyProblemsAreToldAndTheRestCounted() throws IOException {
        var rows = IntStream.rangeClosed(1, 25).mapToObj(line -> new Row.Wrong(line, "id" + line, "reason " + line));

        var survey = Survey.of(new ListedRows(rows.toArray(Row[]::new)));

        assertThat(survey.complaint().lines()).hasSize(22).contains("listed, line 20: reason 20", "… and 5 more")
                .last().asString().startsWith("Nothing was produced.");
    }

    @Test
    void anInputWithoutRowsIsRefused() {
        assertThatThrownBy(() -> Survey.of(new ListedRows(Stream.<Row>empty().toArray(Row[]::new))))
                .isInstanceOf(UnusableInputException.class).hasMessage("listed is empty: expected at least one row");
    }
}
