/*
 * Reads files as streams, in chunks of a given size, by a stream and by a decoder, and prints each event on a line.
 * Arguments: the size of a chunk, and files.
 */
#include <broadworks_cap.h>

#include <stdio.h>
#include <stdlib.h>

static int failed;

static void check(bwcap_status status, const char *what)
{
    if (status != BWCAP_OK) {
        bwcap_text name;
        bwcap_status_name(status, &name, NULL);
        fprintf(stderr, "%s: %.*s\n", what, (int)name.length, name.data);
        failed = 1;
    }
}

static void show(const char *reader, const bwcap_event *event)
{
    bwcap_head head;
    bwcap_text bytes;

    switch (event->kind) {
    case BWCAP_EVENT_MESSAGE:
        check(bwcap_message_head(event->message, &head), "head");
        check(bwcap_message_bytes(event->message, &bytes), "bytes");
        printf("%s message %llu %zu %.*s\n", reader, (unsigned long long)event->offset, bytes.length,
               (int)head.summary.length, head.summary.data);
        check(bwcap_message_free(event->message), "free");
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

    check(bwcap_stream_new(NULL, &stream), "new");
    do {
        check(bwcap_stream_next(stream, &event), "next");
        show("stream", &event);
        if (event.kind != BWCAP_EVENT_PENDING)
            continue;
        if (at == length) {
            check(bwcap_stream_end(stream), "end");
        } else if (at / chunk % 2 == 0) {
            size_t part = length - at < chunk ? length - at : chunk;
            check(bwcap_stream_feed(stream, (const uint8_t *)bytes + at, part), "feed");
            at += part;
        } else {
            uint8_t *room;
            size_t part;
            check(bwcap_stream_room(stream, &room, &part), "room");
            part = part < chunk ? part : chunk;
            part = part < length - at ? part : length - at;
            memcpy(room, bytes + at, part);
            check(bwcap_stream_filled(stream, part), "filled");
            at += part;
        }
    } while (!failed && event.kind != BWCAP_EVENT_CLOSED);
    check(bwcap_stream_free(stream), "free");
}

static void by_decoder(const char *bytes, size_t length, size_t chunk)
{
    bwcap_decoder *decoder;
    bwcap_event event = {0};
    size_t from = 0, to = 0;

    check(bwcap_decoder_new(NULL, &decoder), "new");
    do {
        check(bwcap_decoder_next(decoder, (const uint8_t *)bytes + from, to - from, to == length, &event), "next");
        show("decoder", &event);
        from += event.used;
        if (event.kind == BWCAP_EVENT_PENDING)
            to = length - to < chunk ? length : to + chunk;
    } while (!failed && event.kind != BWCAP_EVENT_CLOSED);
    check(bwcap_decoder_free(decoder), "free");
}

int main(int count, char **arguments)
{
    size_t chunk = (size_t)atol(arguments[1]);

    for (int at = 2; at < count; at++) {
        FILE *file = fopen(arguments[at], "rb");
        size_t length;
        char *bytes;

        if (file == NULL)
            return 2;
        fseek(file, 0, SEEK_END);
        length = (size_t)ftell(file);
        rewind(file);
        bytes = malloc(length + 1);
        if (bytes == NULL || fread(bytes, 1, length, file) != length)
            return 2;
        fclose(file);
        printf("%s\n", arguments[at]);
        by_stream(bytes, length, chunk);
        by_decoder(bytes, length, chunk);
        free(bytes);
    }
    if (bwcap_open_handles() != 0) {
        fprintf(stderr, "%zu handles are open\n", bwcap_open_handles());
        failed = 1;
    }
    return failed;
}
