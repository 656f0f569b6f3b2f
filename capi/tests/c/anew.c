/*
 * Makes each message of the files that the tables know anew from the list of its fields, and compares the JSON forms. Prints how many
 * were compared.
 */
#include "common.h"

static int compared;

static bool same(bwcap_text one, bwcap_text other)
{
    return one.length == other.length && (one.length == 0 || memcmp(one.data, other.data, one.length) == 0);
}

/* Terminates a text, for a path. */
static const char *path_of(bwcap_text text)
{
    static char path[512];
    snprintf(path, sizeof path, "%.*s", SHOWN(text));
    return path;
}

static void make_anew(const bwcap_message *message, const bwcap_head *head)
{
    bwcap_fields *fields;
    bwcap_document *document;
    bwcap_message *anew;
    bwcap_field field, again;
    bwcap_text one, other;
    size_t count = 0, elements = 0, leaves = 0;
    bool whole = true;

    OK(bwcap_message_fields(message, &fields));
    OK(bwcap_fields_count(fields, &count));
    OK(bwcap_document_new(path_of(head->command), &document));
    for (size_t at = 0; at < count; at++) {
        OK(bwcap_fields_at(fields, at, &field));
        if (field.kind == BWCAP_FIELD_ELEMENT) {
            elements++;
            /* One without content cannot be made by setting what is in it. */
            bwcap_field next = {0};
            if (at + 1 < count)
                OK(bwcap_fields_at(fields, at + 1, &next));
            if (next.path.length < field.path.length || memcmp(next.path.data, field.path.data, field.path.length) != 0)
                whole = false;
        } else if (field.kind == BWCAP_FIELD_LEAF) {
            leaves++;
            OK(bwcap_message_field(message, path_of(field.path), &again));
            CHECK(same(field.text, again.text) && same(field.label, again.label) && same(field.word_meaning, again.word_meaning));
            CHECK(again.kind == BWCAP_FIELD_LEAF && again.holds == field.holds && again.secret == field.secret);
            OK(bwcap_document_set(document, path_of(field.path), field.text.data, field.text.length, NULL));
        } else {
            whole = false;
        }
    }
    CHECK(bwcap_fields_at(fields, count, &field) == BWCAP_OUT_OF_RANGE);
    if (whole && leaves > 0 && bwcap_document_message(document, BWCAP_CAP_C, NULL, &anew, NULL) == BWCAP_OK) {
        const char *data = "\"commandData\"";
        OK(bwcap_message_json(message, &one));
        OK(bwcap_message_json(anew, &other));
        /* Up to there are versions and other things that are no fields. */
        while (one.length > strlen(data) && memcmp(one.data, data, strlen(data)) != 0)
            one.data++, one.length--;
        while (other.length > strlen(data) && memcmp(other.data, data, strlen(data)) != 0)
            other.data++, other.length--;
        if (!same(one, other)) {
            fprintf(stderr, "%.*s\n%.*s\n", SHOWN(one), SHOWN(other));
            failed = 1;
        }
        compared++;
        OK(bwcap_message_free(anew));
    }
    OK(bwcap_document_free(document));
    OK(bwcap_fields_free(fields));
}

int main(int count, char **arguments)
{
    for (int at = 1; at < count; at++) {
        size_t length;
        char *bytes = read_file(arguments[at], &length);
        bwcap_stream *stream;
        bwcap_event event;
        bwcap_head head;

        OK(bwcap_stream_new(NULL, &stream));
        OK(bwcap_stream_feed(stream, bytes, length));
        OK(bwcap_stream_end(stream));
        do {
            OK(bwcap_stream_next(stream, &event));
            if (event.kind == BWCAP_EVENT_MESSAGE) {
                OK(bwcap_message_head(event.message, &head));
                if (head.command.data != NULL)
                    make_anew(event.message, &head);
                OK(bwcap_message_free(event.message));
            }
            if (failed)
                fprintf(stderr, "%s\n", arguments[at]);
        } while (!failed && event.kind != BWCAP_EVENT_CLOSED);
        OK(bwcap_stream_free(stream));
        free(bytes);
        if (failed)
            return failed;
    }
    printf("%d\n", compared);
    return finish();
}
