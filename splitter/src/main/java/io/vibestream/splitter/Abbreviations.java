package io.vibestream.splitter;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Abbreviations that end in a full stop, in the languages that VibeVoice is asked for most. Unknown ones are recognised by what follows
 * them; these lists are for those that are followed by a capital letter or a number.
 */
final class Abbreviations {

    /** How an abbreviation's full stop relates to the word after it. */
    enum Bond {
        /** Belongs to what follows, always: "Dr. Smith", "e.g. Paris". */
        ALWAYS,
        /** Belongs to a number that follows; else the word is an ordinary one: "No. 5", but "No. He left." */
        BEFORE_NUMBER,
        /** Belongs to a number or another date word: "Jan. 5", "Mon. Jan. 5". */
        BEFORE_DATE,
        /** An hour; only a day or a time zone may follow in the same sentence: "5 p.m. Monday". */
        HOUR,
        /** May end a sentence; whether it does shows in the next word: "Apple Inc. She works", "the U.S. Senate". */
        UNLESS_STARTER
    }

    /** Titles count only when capitalised: "Gen. Lee" is a general, "the gen. was" is not. */
    private static final Set<String> TITLES = words(
            """
                    Mr Mrs Ms Mx Dr Drs Dra Prof Profs Rev Revd Fr Hon Sen Sens Rep Reps Gov Gens Gen Col Maj Capt Cpt Cmdr Comdr Lt Sgt
                    Cpl Pvt Adm Pres Supt Insp Det Messrs Mme Mmes Mlle Mgr Sra Srta Sres Hr Hrn Frl Dipl Ing Mag Sig Dott Avv Exc Ud Uds Tsd
                    Mio Mrd""");

    /** Never the last word of a sentence. */
    private static final Set<String> CONTINUING = words(
            """
                    e.g i.e eg ie vs viz cf ca approx esp incl excl resp z.b d.h u.a bzw vgl sog ggf evtl bspw i.d.r z.t u.u m.e s.o s.u
                    p.ex i.a bijv p.ej dhr mevr т.е т.к т.н ул кв стр им проф акад""");

    private static final Set<String> REFERENCES = words(
            """
                    no nos nr nrs fig figs eq eqs vol vols ch chap sec sect art arts p pp pg pt pts v vv ver abs abb s n op ex tab ref bd kap
                    ziff par app núm num pág pag tel ext rm apt д рис гл см""");

    private static final Set<String> DATES = words("""
            jan feb mar apr jun jul aug sep sept oct okt nov dec dez mon tue tues wed thu thur thurs fri sat sun""");

    private static final Set<String> DATE_WORDS = words(
            """
                    january february march april may june july august september october november december monday tuesday wednesday thursday
                    friday saturday sunday today tomorrow yesterday est edt cst cdt mst mdt pst pdt et ct pt gmt utc cet cest bst ist jst""");

    private static final Set<String> HOURS = words("a.m p.m am pm");

    private static final Set<String> MAYBE_LAST = words(
            """
                    inc ltd co corp llc bros plc jr sr esq etc al dept univ assn st ste mt ft ave blvd rd ln sq hwy ibid cit av gmbh usw usf
                    ph.d b.sc m.sc""");

    /** Words that so often begin a sentence, and so seldom continue a name, that they decide. */
    private static final Set<String> STARTERS = words(
            """
                    The A An This That These Those There Here He She It They We You I His Her Its Their Our My Your In On At By For From With
                    Without To As If When While Where Why What Who Whose Which How After Before Since Until Although Though Because Unless But
                    And Or So Yet Nor Not No Yes However Therefore Meanwhile Moreover Then Now Also Still Once Some Many Most Few All Both Each
                    Every Everyone Everybody Everything Nobody Nothing Someone Somebody Only Even Just Perhaps Maybe Please Let Did Do Does Is
                    Are Was Were Has Have Had Can Could Will Would Should May Might Must During Under Over Between Despite Later Soon Today
                    Yesterday Tomorrow One Two Another Other Others Such Instead Nevertheless Finally First Second
                    Der Die Das Er Sie Es Wir Ihr Ich Ein Eine Im Am Und Aber Dann Danach Dort Heute Doch Wenn Als
                    Le La Les Il Elle Ils Elles Nous Vous Je Un Une Et Mais El Los Las Ella Ellos Y Pero En""");

    /** "am 3. Mai", "der 2. Weltkrieg": a German number with a full stop is an ordinal after one of these. */
    private static final Set<String> BEFORE_ORDINAL = words("""
            am vom zum der den dem des im beim bis ab seit das die zur""");

    private static final Set<String> GERMAN_MONTHS = words("""
            januar februar märz april mai juni juli august september oktober november dezember""");

    private static final Set<String> LOWER_CASE_STARTERS = lowerCase(STARTERS);

    private Abbreviations() {}

    /** @param word what stands before the full stop, without it; may have full stops inside */
    static Optional<Bond> of(String word) {
        var small = word.toLowerCase(Locale.ROOT);
        if (CONTINUING.contains(small)) {
            return Optional.of(Bond.ALWAYS);
        }
        if (HOURS.contains(small) && word.indexOf('.') > 0) {
            return Optional.of(Bond.HOUR);
        }
        if (TITLES.contains(word)) {
            return Optional.of(Bond.ALWAYS);
        }
        if (MAYBE_LAST.contains(small) || isInitials(word)) {
            return Optional.of(Bond.UNLESS_STARTER);
        }
        if (REFERENCES.contains(small)) {
            return Optional.of(Bond.BEFORE_NUMBER);
        }
        return DATES.contains(small) && Marks.isCapital(word.codePointAt(0))
                ? Optional.of(Bond.BEFORE_DATE)
                : Optional.empty();
    }

    /** One capital letter, or letters with full stops between them: "J", "U.S", "z.B". */
    private static boolean isInitials(String word) {
        if (word.codePointCount(0, word.length()) == 1) {
            return Marks.isCapital(word.codePointAt(0));
        }
        for (int i = 0; i < word.length(); i++) {
            boolean letter = Character.isLetter(word.charAt(i));
            if (i % 2 == 0 ? !letter : word.charAt(i) != '.') {
                return false;
            }
        }
        return word.length() % 2 == 1;
    }

    static boolean isDateWord(String word) {
        var small = word.toLowerCase(Locale.ROOT);
        return DATE_WORDS.contains(small) || DATES.contains(small);
    }

    /** @param caseless whether the text has no capitals at all, so that none can be expected */
    static boolean startsSentence(String word, boolean caseless) {
        return caseless ? LOWER_CASE_STARTERS.contains(word) : STARTERS.contains(word);
    }

    static boolean isGermanOrdinal(String before, String after) {
        return GERMAN_MONTHS.contains(after.toLowerCase(Locale.ROOT))
                || (BEFORE_ORDINAL.contains(before.toLowerCase(Locale.ROOT)) && !STARTERS.contains(after));
    }

    private static Set<String> words(String list) {
        return Set.of(list.strip().split("\\s+"));
    }

    private static Set<String> lowerCase(Set<String> words) {
        return Set.copyOf(words.stream().map(word -> word.toLowerCase(Locale.ROOT)).toList());
    }
}
