/* Builds, changes and patches messages, and is refused. */
#include "common.h"

static void builds(void)
{
    bwcap_document *document;
    bwcap_message *message, *patched;
    bwcap_error error;
    bwcap_head head;
    bwcap_text text;
    int64_t number;
    size_t count;
    const size_t second = 1;

    IS(BWCAP_UNKNOWN_NAME, bwcap_document_new("callupdates", &document));
    CHECK(document == NULL);
    OK(bwcap_document_new(BWCAP_COMMAND_CALL_UPDATE, &document));
    OK(bwcap_document_set(document, BWCAP_PATH_CALL_UPDATE_USER_ID, "alice@example.com", BWCAP_TERMINATED, &error));
    OK(bwcap_document_set(document, "user/call[0]/remoteName", "A & B and more than fifteen bytes", BWCAP_TERMINATED, NULL));
    OK(bwcap_document_set(document, "user/call[1]/state", "2 and no more", 1, NULL));
    OK(bwcap_document_set(document, "user/call[1]/callStartTime", "1700000000000", BWCAP_TERMINATED, NULL));

    IS(BWCAP_BAD_CONTENT, bwcap_document_set(document, "user/call[7]/state", "2", 1, &error));
    CHECK(strcmp(error.kind, BWCAP_KIND_PATH) == 0 && error.offset == 5);
    IS(BWCAP_BAD_CONTENT, bwcap_document_set(document, "user/nothing", "2", 1, &error));
    IS(BWCAP_BAD_CONTENT, bwcap_document_remove(document, "user/userUid", &error));
    IS(BWCAP_NOT_UTF8, bwcap_document_set(document, "user/id", "\xff", 1, &error));
    CHECK(error.kind[0] == 0 && error.message[0] == 0);

    OK(bwcap_document_set(document, "user/userUid", "7", 1, NULL));
    OK(bwcap_document_get(document, "user/userUid", &text));
    CHECK(bwcap_is(text, "7"));
    OK(bwcap_document_remove(document, "user/userUid", NULL));
    IS(BWCAP_NONE, bwcap_document_get(document, "user/userUid", &text));
    CHECK(text.data == NULL);
    OK(bwcap_document_set_version(document, "14.0", BWCAP_TERMINATED));

    OK(bwcap_document_message(document, BWCAP_CCC2, NULL, &message, &error));
    OK(bwcap_document_free(document));
    OK(bwcap_message_head(message, &head));
    CHECK(bwcap_is(head.command, BWCAP_COMMAND_CALL_UPDATE) && bwcap_is(head.version, "14.0") && bwcap_is(head.who, "alice@example.com"));
    OK(bwcap_message_get(message, "user/call/remoteName", &text));
    CHECK(bwcap_is(text, "A & B and more than fifteen bytes"));
    const char *where = text.data;
    OK(bwcap_message_get(message, "user/call[0]/remoteName", &text));
    CHECK(text.data == where);
    OK(bwcap_message_get_at(message, BWCAP_PATH_CALL_UPDATE_USER_CALL_STATE, &second, 1, &text));
    CHECK(bwcap_is(text, BWCAP_WORD_STATE_ACTIVE));
    IS(BWCAP_NONE, bwcap_message_get_at(message, BWCAP_PATH_CALL_UPDATE_USER_CALL_STATE, NULL, 0, &text));
    OK(bwcap_message_get_number(message, "user/call[1]/callStartTime", &number));
    CHECK(number == 1700000000000);
    IS(BWCAP_BAD_CONTENT, bwcap_message_get_number(message, "user/id", &number));
    IS(BWCAP_UNKNOWN_NAME, bwcap_message_get(message, "user/calls", &text));
    IS(BWCAP_UNKNOWN_NAME, bwcap_message_get(message, "", &text));
    IS(BWCAP_UNKNOWN_NAME, bwcap_message_get(message, "user/call[x]/state", &text));
    OK(bwcap_message_count(message, BWCAP_PATH_CALL_UPDATE_USER_CALL, &count));
    CHECK(count == 2);
    OK(bwcap_message_count(message, "user/call[1]", &count));
    CHECK(count == 1);
    OK(bwcap_message_count_at(message, "user/call/state", &second, 1, &count));
    CHECK(count == 1);

    const bwcap_edit edits[] = {{"user/call[0]/remoteName", "<Carol>", BWCAP_TERMINATED}, {"user/id", "bob@example.com", 3}};
    OK(bwcap_message_patch(message, edits, 2, &patched, &error));
    OK(bwcap_message_get(patched, "user/call/remoteName", &text));
    CHECK(bwcap_is(text, "<Carol>"));
    OK(bwcap_message_get(patched, "user/id", &text));
    CHECK(bwcap_is(text, "bob"));
    const bwcap_edit wrong = {"user/call[0]/state", "2", 1};
    OK(bwcap_message_free(patched));
    IS(BWCAP_BAD_CONTENT, bwcap_message_patch(message, &wrong, 1, &patched, &error));
    CHECK(patched == NULL && strcmp(error.kind, BWCAP_KIND_PATH) == 0);
    OK(bwcap_message_free(message));
}

static void is_refused(void)
{
    static const char json[] = "{\n\"commandType\": [7]}";
    static const char cut[] = "<BroadsoftDocument><command commandType='infoRequest'/>";
    bwcap_document *document;
    bwcap_message *message;
    bwcap_limits limits;
    bwcap_error error;

    IS(BWCAP_BAD_CONTENT, bwcap_document_from_json(json, sizeof json - 1, &document, &error));
    CHECK(strcmp(error.kind, BWCAP_KIND_JSON) == 0 && error.offset > 2 && error.offset < sizeof json);
    IS(BWCAP_BAD_CONTENT, bwcap_message_read(cut, sizeof cut - 1, NULL, &message, &error));
    CHECK(strcmp(error.kind, BWCAP_KIND_UNEXPECTED_END) == 0 && error.offset == sizeof cut - 1 && message == NULL);

    OK(bwcap_document_new(BWCAP_COMMAND_INFO_REQUEST, &document));
    OK(bwcap_limits_default(&limits));
    limits.document = 20;
    IS(BWCAP_BAD_CONTENT, bwcap_document_message(document, BWCAP_CAP_C, &limits, &message, &error));
    CHECK(strcmp(error.kind, BWCAP_KIND_DOCUMENT_TOO_LONG) == 0);
    IS(BWCAP_OUT_OF_RANGE, bwcap_document_message(document, 3, NULL, &message, &error));
    OK(bwcap_document_free(document));
}

int main(void)
{
    builds();
    is_refused();
    return finish();
}
