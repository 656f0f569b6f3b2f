/* Messages are read by several threads; a stream that two threads use is busy for one of them, and no byte is lost. */
#include "common.h"

#include <pthread.h>

static const char update[] =
    "<BroadsoftDocument><command commandType='callUpdate'><commandData><user id='a&amp;b@example.com and more than fifteen bytes'/>"
    "</commandData></command></BroadsoftDocument>";

enum { ROUNDS = 200, THREADS = 4 };

static bwcap_message *message;
static bwcap_stream *stream;
static int wrong[THREADS], fed[THREADS];

static void *work(void *argument)
{
    int *number = argument;
    bwcap_text text, json;
    bwcap_status status;

    for (int round = 0; round < ROUNDS; round++) {
        wrong[*number] += bwcap_message_get(message, "user/id", &text) != BWCAP_OK || text.data[1] != '&';
        wrong[*number] += bwcap_message_json(message, &json) != BWCAP_OK || json.length == 0;
        do
            status = bwcap_stream_feed(stream, update, sizeof update - 1);
        while (status == BWCAP_BUSY);
        wrong[*number] += status != BWCAP_OK;
        fed[*number]++;
        if (round % 10 == 0) {
            bwcap_message *own;
            wrong[*number] += bwcap_message_read(update, sizeof update - 1, NULL, &own, NULL) != BWCAP_OK;
            wrong[*number] += bwcap_message_free(own) != BWCAP_OK;
        }
    }
    return NULL;
}

int main(void)
{
    pthread_t threads[THREADS];
    int numbers[THREADS], count = 0;
    bwcap_event event;

    OK(bwcap_message_read(update, sizeof update - 1, NULL, &message, NULL));
    OK(bwcap_stream_new(NULL, &stream));
    for (int at = 0; at < THREADS; at++) {
        numbers[at] = at;
        CHECK(pthread_create(&threads[at], NULL, work, &numbers[at]) == 0);
    }
    for (int at = 0; at < THREADS; at++) {
        CHECK(pthread_join(threads[at], NULL) == 0);
        CHECK(wrong[at] == 0 && fed[at] == ROUNDS);
    }
    while (bwcap_stream_next(stream, &event) == BWCAP_OK && event.kind == BWCAP_EVENT_MESSAGE) {
        OK(bwcap_message_free(event.message));
        count++;
    }
    CHECK(count == THREADS * ROUNDS);
    OK(bwcap_stream_free(stream));
    OK(bwcap_message_free(message));
    return finish();
}
