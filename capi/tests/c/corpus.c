/*
 * Reads files as streams, in chunks of a given size, by a stream and by a decoder, and prints each event on a line.
 * Arguments: the size of a chunk, and files.
 */
#include "common.h"

static void show(const char *reader, const bwcap_event *event)
{
    bwcap_head head;
    bwcap_text bytes;

    switch (event->kind) {
    case BWCAP_EVENT_MESSAGE:
        OK(bwcap_message_head(event->message, &head));
        OK(bwcap_message_bytes(event->message, &bytes));
        printf("%s message %llu %zu %.*s\n", reader, (unsigned long long)event->offset, bytes.length,
               (int)head.summary.length, head.summary.data);
        OK(bwcap_message_free(event->message));
        break;
    case BWCAP_EVENT_MALFORMED:
        printf("%s malformed %llu %zu %s %zu\n", reader, (unsigned long long)event->offset, event->length, event->error.kind,
               event->error.offset);
        break;
    case BWCAP_EVENT_CLOSED:
        printf("%s closed %d\n", reader, event->clean);
        break;
    default:
        break;
    }
}

static void by_stream(const char *bytes, size_t length, size_t chunk)
{
    bwcap_stream *stream;
    bwcap_event event = {0};
    size_t at = 0;

    OK(bwcap_stream_new(NULL, &stream));
    do {
        OK(bwcap_stream_next(stream, &event));
        show("stream", &event);
        if (event.kind != BWCAP_EVENT_PENDING)
            continue;
        if (at == length) {
            OK(bwcap_stream_end(stream));
        } else if (at / chunk % 2 == 0) {
            size_t part = length - at < chunk ? length - at : chunk;
            OK(bwcap_stream_feed(stream, bytes + at, part));
            at += part;
        } else {
            char *room;
            size_t part;
            OK(bwcap_stream_room(stream, &room, &part));
            part = part < chunk ? part : chunk;
            part = part < length - at ? part : length - at;
            memcpy(room, bytes + at, part);
            OK(bwcap_stream_filled(stream, part));
            at += part;
        }
    } while (!failed && event.kind != BWCAP_EVENT_CLOSED);
    OK(bwcap_stream_free(stream));
}

static void by_decoder(const char *bytes, size_t length, size_t chunk)
{
    bwcap_decoder *decoder;
    bwcap_event event = {0};
    size_t from = 0, to = 0;

    OK(bwcap_decoder_new(NULL, &decoder));
    do {
        OK(bwcap_decoder_next(decoder, bytes + from, to - from, to == length, &event));
        show("decoder", &event);
        from += event.used;
        if (event.kind == BWCAP_EVENT_PENDING)
            to = length - to < chunk ? length : to + chunk;
    } while (!failed && event.kind != BWCAP_EVENT_CLOSED);
    OK(bwcap_decoder_free(decoder));
}

int main(int count, char **arguments)
{
    size_t chunk = (size_t)atol(arguments[1]);

    for (int at = 2; at < count; at++) {
        size_t length;
        char *bytes = read_file(arguments[at], &length);

        printf("%s\n", arguments[at]);
        by_stream(bytes, length, chunk);
        by_decoder(bytes, length, chunk);
        free(bytes);
    }
    return finish();
}
