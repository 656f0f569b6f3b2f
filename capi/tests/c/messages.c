/*
 * Prints of each message of the files what is wrong with it by both protocols, its JSON form, and what is written of it for
 * both, from JSON.
 */
#include "common.h"

static const bwcap_protocol protocols[] = {BWCAP_CAP_C, BWCAP_CCC2};

static void judge(const char *bytes, size_t length)
{
    for (size_t at = 0; at < 2; at++) {
        const bwcap_validation options = {.as_deployed = 1};
        bwcap_findings *findings;
        bwcap_finding found;
        bwcap_text expected;
        size_t count = 0;

        OK(bwcap_validate(bytes, length, protocols[at], &options, NULL, &findings));
        OK(bwcap_findings_count(findings, &count));
        for (size_t number = 0; number < count; number++) {
            OK(bwcap_findings_at(findings, number, &found));
            printf("%d %.*s %zu %zu %.*s %.*s E%u\n", (int)found.severity, SHOWN(found.id), found.start, found.end, SHOWN(found.path),
                   SHOWN(found.sentence), (unsigned)found.erratum);
            for (size_t name = 0; name < found.expected; name++) {
                OK(bwcap_findings_expected(findings, number, name, &expected));
                printf("  %.*s\n", SHOWN(expected));
            }
            IS(BWCAP_OUT_OF_RANGE, bwcap_findings_expected(findings, number, found.expected, &expected));
        }
        IS(BWCAP_OUT_OF_RANGE, bwcap_findings_at(findings, count, &found));
        OK(bwcap_findings_free(findings));
    }
}

static void write_again(const bwcap_message *message)
{
    bwcap_document *document;
    bwcap_error error;
    bwcap_text json;

    OK(bwcap_message_json(message, &json));
    printf("%.*s\n", SHOWN(json));
    OK(bwcap_document_from_json(json.data, json.length, &document, &error));
    for (size_t at = 0; at < 2; at++) {
        size_t needed = 0, written = 0;
        bwcap_status status = bwcap_document_encode(document, protocols[at], NULL, NULL, 0, &needed, &error);

        if (status == BWCAP_BAD_CONTENT) {
            printf("%s %zu\n", error.kind, error.offset);
        } else {
            char *buffer = malloc(needed);
            IS(BWCAP_SHORT_BUFFER, status);
            IS(BWCAP_SHORT_BUFFER, bwcap_document_encode(document, protocols[at], NULL, buffer, needed - 1, &written, NULL));
            OK(bwcap_document_encode(document, protocols[at], NULL, buffer, needed, &written, NULL));
            CHECK(written == needed);
            printf("%.*s", (int)written, buffer);
            free(buffer);
        }
    }
    OK(bwcap_document_free(document));
}

int main(int count, char **arguments)
{
    for (int at = 1; at < count; at++) {
        size_t length;
        char *bytes = read_file(arguments[at], &length);
        bwcap_stream *stream;
        bwcap_event event;

        printf("%s\n", arguments[at]);
        OK(bwcap_stream_new(NULL, &stream));
        OK(bwcap_stream_feed(stream, bytes, length));
        OK(bwcap_stream_end(stream));
        do {
            OK(bwcap_stream_next(stream, &event));
            if (event.kind == BWCAP_EVENT_MESSAGE) {
                bwcap_text document;
                OK(bwcap_message_bytes(event.message, &document));
                judge(document.data, document.length);
                write_again(event.message);
                OK(bwcap_message_free(event.message));
            } else if (event.kind == BWCAP_EVENT_MALFORMED) {
                judge(event.bytes, event.length);
            }
        } while (!failed && event.kind != BWCAP_EVENT_CLOSED);
        OK(bwcap_stream_free(stream));
        free(bytes);
    }
    return finish();
}
