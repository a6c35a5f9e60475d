package io.vibestream.standalone.bulk;

import java.util.Comparator;
import java.util.regex.Pattern;

/** The order in which people expect names with numbers: 2 before 10. */
final class NaturalOrder implements Comparator<String> {

    private static final Pattern BETWEEN_DIGITS_AND_OTHERS = Pattern.compile("(?<=\\d)(?=\\D)|(?<=\\D)(?=\\d)");

    @Override
    public int compare(String one, String other) {
        var ones = BETWEEN_DIGITS_AND_OTHERS.split(one, -1);
        var others = BETWEEN_DIGITS_AND_OTHERS.split(other, -1);
        for (int i = 0; i < Math.min(ones.length, others.length); i++) {
            int order = parts(ones[i], others[i]);
            if (order != 0) {
                return order;
            }
        }
        return ones.length != others.length ? Integer.compare(ones.length, others.length) : one.compareTo(other);
    }

    private static int parts(String one, String other) {
        if (!isNumber(one) || !isNumber(other)) {
            return one.compareToIgnoreCase(other);
        }
        var number = one.replaceFirst("^0+", "");
        var otherNumber = other.replaceFirst("^0+", "");
        return number.length() != otherNumber.length()
                ? Integer.compare(number.length(), otherNumber.length())
                : number.compareTo(otherNumber);
    }

    private static boolean isNumber(String part) {
        return !part.isEmpty() && part.charAt(0) >= '0' && part.charAt(0) <= '9';
    }
}
