/* Every function with null, closed and foreign handles, null pointers and impossible lengths: an error, and nothing else. */
#include "common.h"

static void *closed, *foreign;
static bwcap_message *message;
static char local[64];

/* Makes a call with `h` as each kind of handle that is none. */
#define BAD(type, call)                                                                                                          \
    do {                                                                                                                         \
        type *h = NULL;                                                                                                          \
        IS(BWCAP_BAD_POINTER, call);                                                                                             \
        h = closed;                                                                                                              \
        IS(BWCAP_CLOSED_HANDLE, call);                                                                                           \
        h = foreign;                                                                                                             \
        IS(BWCAP_FOREIGN_HANDLE, call);                                                                                          \
        h = (void *)local;                                                                                                       \
        IS(BWCAP_FOREIGN_HANDLE, call);                                                                                          \
        h = (type *)(uintptr_t)1;                                                                                                \
        IS(BWCAP_FOREIGN_HANDLE, call);                                                                                          \
    } while (0)

/* Frees nothing, a handle, and the same again. */
#define FREED(type, handle, call)                                                                                                \
    do {                                                                                                                         \
        type *h = NULL;                                                                                                          \
        OK(call);                                                                                                                \
        h = foreign;                                                                                                             \
        IS(BWCAP_FOREIGN_HANDLE, call);                                                                                          \
        h = (void *)local;                                                                                                       \
        IS(BWCAP_FOREIGN_HANDLE, call);                                                                                          \
        h = handle;                                                                                                              \
        OK(call);                                                                                                                \
        IS(BWCAP_CLOSED_HANDLE, call);                                                                                           \
    } while (0)

#define NULLS(call) IS(BWCAP_BAD_POINTER, call)

static const size_t long_length = SIZE_MAX - 1;
static const char request[] = "<BroadsoftDocument><command commandType='infoRequest'><commandData/></command></BroadsoftDocument>";

static void tables(void)
{
    bwcap_text text;
    bwcap_command command;
    bwcap_row row;
    bwcap_word word;

    IS(BWCAP_OUT_OF_RANGE, bwcap_status_name(7, &text, NULL));
    OK(bwcap_status_name(BWCAP_PANIC, NULL, NULL));
    NULLS(bwcap_limits_default(NULL));
    NULLS(bwcap_limits_default((bwcap_limits *)(local + 1)));
    CHECK(bwcap_command_count() > 20);
    NULLS(bwcap_command_at(0, NULL));
    IS(BWCAP_OUT_OF_RANGE, bwcap_command_at(SIZE_MAX, &command));
    NULLS(bwcap_row_at(NULL, 0, &row));
    NULLS(bwcap_row_at(BWCAP_COMMAND_CALL_UPDATE, 0, NULL));
    NULLS(bwcap_row_find(BWCAP_COMMAND_CALL_UPDATE, NULL, &row));
    NULLS(bwcap_word_at(BWCAP_COMMAND_CALL_UPDATE, NULL, 0, &word));
    IS(BWCAP_NOT_UTF8, bwcap_word_at(BWCAP_COMMAND_CALL_UPDATE, "\xff", 0, &word));
    NULLS(bwcap_name_at(BWCAP_SET_KINDS, 0, NULL, &text));
    NULLS(bwcap_name_at(BWCAP_SET_KINDS, 0, &text, NULL));
    NULLS(bwcap_secure_password(NULL, 1, "x", 1, local, sizeof local));
    NULLS(bwcap_secure_password("x", BWCAP_TERMINATED, NULL, BWCAP_TERMINATED, local, sizeof local));
    NULLS(bwcap_secure_password("x", 1, "x", 1, NULL, sizeof local));

}

static void streams(void)
{
    bwcap_stream *stream;
    bwcap_limits limits;
    bwcap_event event;
    size_t count;
    char *room;

    NULLS(bwcap_stream_new(NULL, NULL));
    NULLS(bwcap_stream_new((bwcap_limits *)(local + 1), &stream));
    CHECK(stream == NULL);
    OK(bwcap_limits_default(&limits));
    OK(bwcap_stream_new(&limits, &stream));
    BAD(bwcap_stream, bwcap_stream_feed(h, "x", 1));
    NULLS(bwcap_stream_feed(stream, NULL, 1));
    NULLS(bwcap_stream_feed(stream, "x", long_length));
    OK(bwcap_stream_feed(stream, NULL, 0));
    BAD(bwcap_stream, bwcap_stream_room(h, &room, &count));
    CHECK(room == NULL && count == 0);
    NULLS(bwcap_stream_room(stream, NULL, &count));
    NULLS(bwcap_stream_room(stream, &room, NULL));
    BAD(bwcap_stream, bwcap_stream_filled(h, 1));
    IS(BWCAP_OUT_OF_RANGE, bwcap_stream_filled(stream, 1));
    OK(bwcap_stream_room(stream, &room, &count));
    IS(BWCAP_OUT_OF_RANGE, bwcap_stream_filled(stream, count + 1));
    OK(bwcap_stream_filled(stream, 0));
    IS(BWCAP_OUT_OF_RANGE, bwcap_stream_filled(stream, 1));
    BAD(bwcap_stream, bwcap_stream_next(h, &event));
    NULLS(bwcap_stream_next(stream, NULL));
    BAD(bwcap_stream, bwcap_stream_end(h));
    OK(bwcap_stream_end(stream));
    OK(bwcap_stream_end(stream));
    IS(BWCAP_WRONG_STATE, bwcap_stream_feed(stream, "x", 1));
    IS(BWCAP_WRONG_STATE, bwcap_stream_room(stream, &room, &count));
    FREED(bwcap_stream, stream, bwcap_stream_free(h));
}

static void decoders(void)
{
    bwcap_decoder *decoder;
    bwcap_event event;

    NULLS(bwcap_decoder_new(NULL, NULL));
    OK(bwcap_decoder_new(NULL, &decoder));
    BAD(bwcap_decoder, bwcap_decoder_next(h, "x", 1, 0, &event));
    NULLS(bwcap_decoder_next(decoder, NULL, 1, 0, &event));
    NULLS(bwcap_decoder_next(decoder, "x", long_length, 0, &event));
    NULLS(bwcap_decoder_next(decoder, "x", 1, 0, NULL));
    FREED(bwcap_decoder, decoder, bwcap_decoder_free(h));
}

static void messages(void)
{
    bwcap_message *other;
    bwcap_fields *fields;
    bwcap_field field;
    bwcap_error error;
    bwcap_head head;
    bwcap_text text;
    bwcap_edit edit = {"user/id", "x", 1};
    int64_t number;
    size_t count;

    NULLS(bwcap_message_read(NULL, 1, NULL, &other, &error));
    NULLS(bwcap_message_read(request, sizeof request - 1, NULL, NULL, &error));
    NULLS(bwcap_message_read(request, long_length, NULL, &other, &error));
    IS(BWCAP_BAD_CONTENT, bwcap_message_read(NULL, 0, NULL, &other, NULL));
    BAD(bwcap_message, bwcap_message_bytes(h, &text));
    NULLS(bwcap_message_bytes(message, NULL));
    BAD(bwcap_message, bwcap_message_head(h, &head));
    NULLS(bwcap_message_head(message, NULL));
    BAD(bwcap_message, bwcap_message_get(h, "x", &text));
    NULLS(bwcap_message_get(message, NULL, &text));
    NULLS(bwcap_message_get(message, "x", NULL));
    IS(BWCAP_NOT_UTF8, bwcap_message_get(message, "\xff", &text));
    BAD(bwcap_message, bwcap_message_get_at(h, "x", NULL, 0, &text));
    NULLS(bwcap_message_get_at(message, "x", NULL, 1, &text));
    NULLS(bwcap_message_get_at(message, "x", (size_t *)(local + 1), 1, &text));
    NULLS(bwcap_message_get_at(message, "x", (size_t *)(void *)local, long_length, &text));
    BAD(bwcap_message, bwcap_message_get_number(h, "x", &number));
    NULLS(bwcap_message_get_number(message, "x", NULL));
    BAD(bwcap_message, bwcap_message_count(h, "x", &count));
    NULLS(bwcap_message_count(message, NULL, &count));
    BAD(bwcap_message, bwcap_message_count_at(h, "x", NULL, 0, &count));
    NULLS(bwcap_message_count_at(message, "x", NULL, 1, &count));
    BAD(bwcap_message, bwcap_message_field(h, "x", &field));
    NULLS(bwcap_message_field(message, "x", NULL));
    BAD(bwcap_message, bwcap_message_json(h, &text));
    NULLS(bwcap_message_json(message, NULL));
    BAD(bwcap_message, bwcap_message_patch(h, &edit, 1, &other, &error));
    NULLS(bwcap_message_patch(message, NULL, 1, &other, &error));
    NULLS(bwcap_message_patch(message, &edit, 1, NULL, &error));
    edit.text = NULL;
    NULLS(bwcap_message_patch(message, &edit, 1, &other, &error));
    edit.path = NULL;
    NULLS(bwcap_message_patch(message, &edit, 1, &other, &error));
    BAD(bwcap_message, bwcap_message_fields(h, &fields));
    CHECK(fields == NULL);
    NULLS(bwcap_message_fields(message, NULL));
}

static void lists(void)
{
    bwcap_fields *fields;
    bwcap_field field;
    size_t count;

    OK(bwcap_message_fields(message, &fields));
    BAD(bwcap_fields, bwcap_fields_count(h, &count));
    NULLS(bwcap_fields_count(fields, NULL));
    BAD(bwcap_fields, bwcap_fields_at(h, 0, &field));
    NULLS(bwcap_fields_at(fields, 0, NULL));
    IS(BWCAP_OUT_OF_RANGE, bwcap_fields_at(fields, SIZE_MAX, &field));
    FREED(bwcap_fields, fields, bwcap_fields_free(h));
}

static void findings(void)
{
    bwcap_findings *findings;
    bwcap_finding finding;
    bwcap_text text;
    size_t count;

    NULLS(bwcap_validate(NULL, 1, BWCAP_CAP_C, NULL, NULL, &findings));
    NULLS(bwcap_validate("x", 1, BWCAP_CAP_C, NULL, NULL, NULL));
    NULLS(bwcap_validate("x", 1, BWCAP_CAP_C, (bwcap_validation *)(local + 1), NULL, &findings));
    IS(BWCAP_OUT_OF_RANGE, bwcap_validate("x", 1, 3, NULL, NULL, &findings));
    bwcap_validation options = {.direction = 3};
    IS(BWCAP_OUT_OF_RANGE, bwcap_validate("x", 1, BWCAP_CAP_C, &options, NULL, &findings));
    options = (bwcap_validation){.environment = 3};
    IS(BWCAP_OUT_OF_RANGE, bwcap_validate("x", 1, BWCAP_CAP_C, &options, NULL, &findings));
    options = (bwcap_validation){.version = "seventeen"};
    IS(BWCAP_UNKNOWN_NAME, bwcap_validate("x", 1, BWCAP_CAP_C, &options, NULL, &findings));
    OK(bwcap_validate("<", 1, BWCAP_CAP_C, NULL, NULL, &findings));
    BAD(bwcap_findings, bwcap_findings_count(h, &count));
    NULLS(bwcap_findings_count(findings, NULL));
    BAD(bwcap_findings, bwcap_findings_at(h, 0, &finding));
    NULLS(bwcap_findings_at(findings, 0, NULL));
    IS(BWCAP_OUT_OF_RANGE, bwcap_findings_at(findings, 1, &finding));
    BAD(bwcap_findings, bwcap_findings_expected(h, 0, 0, &text));
    NULLS(bwcap_findings_expected(findings, 0, 0, NULL));
    IS(BWCAP_OUT_OF_RANGE, bwcap_findings_expected(findings, 1, 0, &text));
    FREED(bwcap_findings, findings, bwcap_findings_free(h));
}

static void checkers(void)
{
    bwcap_checker *checker;
    bwcap_findings *none;

    NULLS(bwcap_checker_new(BWCAP_CAP_C, 0, NULL));
    OK(bwcap_checker_new(BWCAP_CAP_C, 0, &checker));
    BAD(bwcap_checker, bwcap_checker_check(h, BWCAP_TO_SERVER, message, &none));
    BAD(bwcap_message, bwcap_checker_check(checker, BWCAP_TO_SERVER, h, &none));
    NULLS(bwcap_checker_check(checker, BWCAP_TO_SERVER, message, NULL));
    BAD(bwcap_checker, bwcap_checker_finish(h, &none));
    NULLS(bwcap_checker_finish(checker, NULL));
    FREED(bwcap_checker, checker, bwcap_checker_free(h));
}

static void logins(void)
{
    bwcap_login *login;
    bwcap_message *other;
    bwcap_reply reply;

    NULLS(bwcap_login_new(NULL, "x", "x", &login));
    NULLS(bwcap_login_new(BWCAP_WORD_USER_TYPE_CALL_CLIENT, NULL, "x", &login));
    NULLS(bwcap_login_new(BWCAP_WORD_USER_TYPE_CALL_CLIENT, "x", "x", NULL));
    OK(bwcap_login_new(BWCAP_WORD_USER_TYPE_CALL_CLIENT, "x", "x", &login));
    BAD(bwcap_login, bwcap_login_password(h, "x", 1));
    NULLS(bwcap_login_password(login, NULL, 1));
    BAD(bwcap_login, bwcap_login_password_sha1(h, (uint8_t *)local));
    NULLS(bwcap_login_password_sha1(login, NULL));
    BAD(bwcap_login, bwcap_login_supervisor(h, "x"));
    NULLS(bwcap_login_supervisor(login, NULL));
    BAD(bwcap_login, bwcap_login_version(h, "17.0"));
    NULLS(bwcap_login_version(login, NULL));
    BAD(bwcap_login, bwcap_login_start(h, &other));
    NULLS(bwcap_login_start(login, NULL));
    BAD(bwcap_login, bwcap_login_receive(h, message, &reply));
    BAD(bwcap_message, bwcap_login_receive(login, h, &reply));
    NULLS(bwcap_login_receive(login, message, NULL));
    OK(bwcap_login_receive(login, message, &reply));
    CHECK(reply.outcome == BWCAP_OUTCOME_IGNORED && reply.send == NULL && reply.session == NULL);
    FREED(bwcap_login, login, bwcap_login_free(h));
}

static void registrars(void)
{
    bwcap_registrar *registrar;
    bwcap_reply reply;
    int32_t yes;

    NULLS(bwcap_registrar_new(NULL, "x", &registrar));
    NULLS(bwcap_registrar_new("x", NULL, &registrar));
    NULLS(bwcap_registrar_new("x", "x", NULL));
    OK(bwcap_registrar_new("1", "2", &registrar));
    BAD(bwcap_registrar, bwcap_registrar_receive(h, message, NULL, &reply));
    BAD(bwcap_message, bwcap_registrar_receive(registrar, h, NULL, &reply));
    NULLS(bwcap_registrar_receive(registrar, message, NULL, NULL));
    NULLS(bwcap_registrar_receive(registrar, message, (bwcap_account *)(local + 1), &reply));
    bwcap_account account = {.refusal = "nobody knows"};
    IS(BWCAP_UNKNOWN_NAME, bwcap_registrar_receive(registrar, message, &account, &reply));
    BAD(bwcap_registrar, bwcap_registrar_is_over(h, &yes));
    NULLS(bwcap_registrar_is_over(registrar, NULL));
    FREED(bwcap_registrar, registrar, bwcap_registrar_free(h));
}

static void sessions(void)
{
    bwcap_session *session;
    bwcap_identity identity;
    bwcap_message *other;
    bwcap_text text;
    int32_t yes;

    session = foreign;
    BAD(bwcap_session, bwcap_session_identity(h, &identity));
    BAD(bwcap_session, bwcap_session_keepalive(h, &other));
    BAD(bwcap_session, bwcap_session_log_out(h, BWCAP_WORD_USER_LOGOUT_REASON_CLIENT_LOGOUT, &other));
    BAD(bwcap_session, bwcap_session_ended_by(h, message, &text, &yes));
    NULLS(bwcap_session_identity(session, NULL));
    NULLS(bwcap_session_keepalive(session, NULL));
    NULLS(bwcap_session_log_out(session, NULL, &other));
    NULLS(bwcap_session_ended_by(session, message, NULL, &yes));
    NULLS(bwcap_session_ended_by(session, message, &text, NULL));
    IS(BWCAP_FOREIGN_HANDLE, bwcap_session_free(session));
}

static void documents(void)
{
    bwcap_document *document, *copy;
    bwcap_message *other;
    bwcap_error error;
    bwcap_text text;
    size_t count;

    NULLS(bwcap_document_new(NULL, &document));
    NULLS(bwcap_document_new(BWCAP_COMMAND_CALL_ACTION, NULL));
    OK(bwcap_document_new(BWCAP_COMMAND_CALL_ACTION, &document));
    NULLS(bwcap_document_copy(message, NULL));
    NULLS(bwcap_document_copy(NULL, &copy));
    IS(BWCAP_FOREIGN_HANDLE, bwcap_document_copy((bwcap_message *)document, &copy));
    CHECK(copy == NULL);
    NULLS(bwcap_document_from_json(NULL, 1, &copy, &error));
    NULLS(bwcap_document_from_json("{}", 2, NULL, &error));
    IS(BWCAP_BAD_CONTENT, bwcap_document_from_json(NULL, 0, &copy, NULL));
    BAD(bwcap_document, bwcap_document_set(h, "user/id", "x", 1, &error));
    NULLS(bwcap_document_set(document, NULL, "x", 1, &error));
    NULLS(bwcap_document_set(document, "user/id", NULL, 1, &error));
    NULLS(bwcap_document_set(document, "user/id", NULL, BWCAP_TERMINATED, &error));
    NULLS(bwcap_document_set(document, "user/id", "x", long_length, &error));
    OK(bwcap_document_set(document, "user/id", NULL, 0, &error));
    NULLS(bwcap_document_set(document, "user/id", "x", 1, (bwcap_error *)(local + 1)));
    BAD(bwcap_document, bwcap_document_remove(h, "user/id", &error));
    NULLS(bwcap_document_remove(document, NULL, &error));
    BAD(bwcap_document, bwcap_document_get(h, "user/id", &text));
    NULLS(bwcap_document_get(document, "user/id", NULL));
    BAD(bwcap_document, bwcap_document_set_version(h, "17.0", 4));
    NULLS(bwcap_document_set_version(document, "17.0", long_length));
    OK(bwcap_document_set_version(document, NULL, 0));
    BAD(bwcap_document, bwcap_document_encode(h, BWCAP_CAP_C, NULL, local, sizeof local, &count, &error));
    NULLS(bwcap_document_encode(document, BWCAP_CAP_C, NULL, NULL, 4096, &count, &error));
    NULLS(bwcap_document_encode(document, BWCAP_CAP_C, NULL, local, sizeof local, NULL, &error));
    IS(BWCAP_OUT_OF_RANGE, bwcap_document_encode(document, 0, NULL, local, sizeof local, &count, &error));
    IS(BWCAP_SHORT_BUFFER, bwcap_document_encode(document, BWCAP_CAP_C, NULL, local, 1, &count, &error));
    BAD(bwcap_document, bwcap_document_message(h, BWCAP_CAP_C, NULL, &other, &error));
    NULLS(bwcap_document_message(document, BWCAP_CAP_C, NULL, NULL, &error));
    FREED(bwcap_document, document, bwcap_document_free(h));
}

int main(void)
{
    bwcap_stream *stream;

    OK(bwcap_stream_new(NULL, &stream));
    closed = stream;
    OK(bwcap_stream_free(stream));
    OK(bwcap_stream_new(NULL, &stream));
    OK(bwcap_message_read(request, sizeof request - 1, NULL, &message, NULL));
    CHECK(bwcap_version() == (BWCAP_VERSION_MAJOR << 16 | BWCAP_VERSION_MINOR << 8 | BWCAP_VERSION_PATCH));
    CHECK(strchr(bwcap_version_text(), '.') != NULL);

    foreign = message;
    streams();
    foreign = stream;
    tables();
    decoders();
    messages();
    lists();
    findings();
    checkers();
    logins();
    registrars();
    sessions();
    documents();

    OK(bwcap_stream_free(stream));
    OK(bwcap_message_free(NULL));
    OK(bwcap_message_free(message));
    IS(BWCAP_CLOSED_HANDLE, bwcap_message_free(message));
    IS(BWCAP_FOREIGN_HANDLE, bwcap_message_free((bwcap_message *)(void *)local));
    return finish();
}
