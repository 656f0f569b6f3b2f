/* Prints the tables. */
#include "common.h"

int main(void)
{
    bwcap_command command;
    bwcap_row row, found;
    bwcap_word word;
    bwcap_text name, sentence;

    for (size_t at = 0; at < bwcap_command_count(); at++) {
        char wire[64], path[256];
        OK(bwcap_command_at(at, &command));
        CHECK(command.directions >= 1 && command.directions <= 3 && command.protocols >= 1 && command.protocols <= 3);
        snprintf(wire, sizeof wire, "%.*s", SHOWN(command.name));
        printf("%s %.*s\n", wire, SHOWN(command.meaning));
        for (size_t number = 0; number < command.rows; number++) {
            OK(bwcap_row_at(wire, number, &row));
            snprintf(path, sizeof path, "%.*s", SHOWN(row.path));
            printf("%s %s %d %.*s\n", wire, path, (int)row.many, SHOWN(row.meaning));
            if (row.kind != BWCAP_ROW_TEXT) {
                OK(bwcap_row_find(wire, path, &found));
                CHECK(found.path.data == row.path.data && found.holds == row.holds && found.words == row.words);
            }
            for (size_t place = 0; place < row.words; place++) {
                OK(bwcap_word_at(wire, path, place, &word));
                printf("  %.*s %.*s %.*s\n", SHOWN(word.wire), SHOWN(word.name), SHOWN(word.meaning));
            }
            if (row.holds != BWCAP_HOLDS_ELEMENT)
                IS(BWCAP_OUT_OF_RANGE, bwcap_word_at(wire, path, row.words, &word));
        }
        IS(BWCAP_OUT_OF_RANGE, bwcap_row_at(wire, command.rows, &row));
        IS(BWCAP_UNKNOWN_NAME, bwcap_row_find(wire, "nothing/at/all", &row));
    }
    IS(BWCAP_OUT_OF_RANGE, bwcap_command_at(bwcap_command_count(), &command));
    IS(BWCAP_UNKNOWN_NAME, bwcap_row_at("nothing", 0, &row));
    for (bwcap_set set = BWCAP_SET_KINDS; set <= BWCAP_SET_SESSION_RULES; set++) {
        for (size_t at = 0; bwcap_name_at(set, at, &name, &sentence) == BWCAP_OK; at++)
            printf("%.*s %.*s\n", SHOWN(name), SHOWN(sentence));
    }
    IS(BWCAP_OUT_OF_RANGE, bwcap_name_at(0, 0, &name, &sentence));
    return finish();
}
