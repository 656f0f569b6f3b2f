/* Labels, lists, unknown parts and the rules of sessions. */
#include "common.h"

static const char update[] =
    "<BroadsoftDocument protocol='CAP' version='17.0' root='r'><command commandType='callUpdate' more='m'><commandData>"
    "<user id='alice@example.com' userUid='7' x='1'><call callId='c-1'><state y='2'>2</state><new>&amp;<in/></new></call><call><state>9</state>"
    "</call>words</user></commandData></command></BroadsoftDocument>";

static bwcap_message *read_message(const char *bytes)
{
    bwcap_message *message;
    bwcap_error error;
    OK(bwcap_message_read(bytes, strlen(bytes), NULL, &message, &error));
    return message;
}

static void labels(void)
{
    bwcap_message *message = read_message(update);
    bwcap_field field;

    OK(bwcap_message_field(message, BWCAP_PATH_CALL_UPDATE_USER_CALL_STATE, &field));
    CHECK(bwcap_is(field.label, "Active") && bwcap_is(field.text, "2") && bwcap_is(field.name, "state"));
    CHECK(field.meaning.length > 0 && field.word_meaning.length > 0 && field.holds == BWCAP_HOLDS_WORD && field.secret == 0);
    OK(bwcap_message_field(message, "user/call[1]/state", &field));
    CHECK(field.label.data == NULL && field.word_meaning.data == NULL && bwcap_is(field.text, "9"));
    OK(bwcap_message_field(message, "user/call[1]", &field));
    CHECK(field.kind == BWCAP_FIELD_ELEMENT && field.text.data == NULL);
    IS(BWCAP_NONE, bwcap_message_field(message, "user/call[2]", &field));
    IS(BWCAP_NONE, bwcap_message_field(message, "user/call[2]/state", &field));
    IS(BWCAP_UNKNOWN_NAME, bwcap_message_field(message, "user/calls", &field));
    OK(bwcap_message_free(message));
}

static void unknown(void)
{
    static const struct {
        bwcap_field_kind kind;
        const char *path, *name, *text;
    } wanted[] = {
        {BWCAP_FIELD_UNKNOWN_ATTRIBUTE, "user/call[0]/state", "y", "2"},
        {BWCAP_FIELD_UNKNOWN_ELEMENT, "user/call[0]", "new", "<new>&amp;<in/></new>"},
        {BWCAP_FIELD_UNKNOWN_ATTRIBUTE, "user", "x", "1"},
        {BWCAP_FIELD_UNKNOWN_TEXT, "user", "", "words"},
        {BWCAP_FIELD_UNKNOWN_ATTRIBUTE, "..", "more", "m"},
        {BWCAP_FIELD_UNKNOWN_ATTRIBUTE, "../..", "root", "r"},
    };
    bwcap_message *message = read_message(update);
    bwcap_fields *fields;
    bwcap_field field;
    size_t count, found = 0;

    OK(bwcap_message_fields(message, &fields));
    OK(bwcap_message_free(message));
    OK(bwcap_fields_count(fields, &count));
    for (size_t at = 0; at < count; at++) {
        OK(bwcap_fields_at(fields, at, &field));
        for (size_t other = 0; other < sizeof wanted / sizeof *wanted; other++) {
            found += field.kind == wanted[other].kind && bwcap_is(field.path, wanted[other].path)
                && bwcap_is(field.name, wanted[other].name) && bwcap_is(field.text, wanted[other].text);
        }
    }
    CHECK(found == sizeof wanted / sizeof *wanted);
    OK(bwcap_fields_free(fields));
}

static void secrets(void)
{
    bwcap_message *message = read_message("<BroadsoftDocument><command commandType='registerRequest'><commandData><user>"
        "<securePassword z='1'>0123</securePassword><oldPassword>4567</oldPassword></user></commandData></command></BroadsoftDocument>");
    bwcap_fields *fields;
    bwcap_field field;
    size_t count;

    OK(bwcap_message_field(message, BWCAP_PATH_REGISTER_REQUEST_USER_SECURE_PASSWORD, &field));
    CHECK(field.secret == 1 && field.holds == BWCAP_HOLDS_SECRET);
    OK(bwcap_message_fields(message, &fields));
    OK(bwcap_fields_count(fields, &count));
    CHECK(count == 4);
    for (size_t at = 0; at < count; at++) {
        OK(bwcap_fields_at(fields, at, &field));
        CHECK(field.secret == (field.kind != BWCAP_FIELD_ELEMENT));
    }
    OK(bwcap_fields_free(fields));
    OK(bwcap_message_free(message));
}

static void sessions(void)
{
    bwcap_checker *checker;
    bwcap_findings *findings;
    bwcap_finding finding;
    bwcap_document *document;
    bwcap_message *message;
    size_t count;

    OK(bwcap_document_new(BWCAP_COMMAND_CALL_ACTION, &document));
    OK(bwcap_document_set(document, "user/id", "alice@example.com", BWCAP_TERMINATED, NULL));
    OK(bwcap_document_set(document, "user/action/actionType", "ConfStart", BWCAP_TERMINATED, NULL));
    OK(bwcap_document_set(document, "user/action/actionParam[0]", "callhalf-101:0", BWCAP_TERMINATED, NULL));
    OK(bwcap_document_set(document, "user/action/actionParam[0]/actionParamName", "CallId", BWCAP_TERMINATED, NULL));
    OK(bwcap_document_set(document, "user/action/actionParam[1]", "callhalf-101:0", BWCAP_TERMINATED, NULL));
    OK(bwcap_document_set(document, "user/action/actionParam[1]/actionParamName", "CallId", BWCAP_TERMINATED, NULL));
    OK(bwcap_document_message(document, BWCAP_CAP_C, NULL, &message, NULL));
    OK(bwcap_document_free(document));

    IS(BWCAP_OUT_OF_RANGE, bwcap_checker_new(0, 0, &checker));
    OK(bwcap_checker_new(BWCAP_CAP_C, 0, &checker));
    IS(BWCAP_OUT_OF_RANGE, bwcap_checker_check(checker, BWCAP_ANY_DIRECTION, message, &findings));
    OK(bwcap_checker_check(checker, BWCAP_TO_SERVER, message, &findings));
    OK(bwcap_findings_count(findings, &count));
    CHECK(count == 1);
    OK(bwcap_findings_at(findings, 0, &finding));
    CHECK(finding.severity == BWCAP_SEVERITY_SESSION && bwcap_is(finding.id, BWCAP_SESSION_RULE_TWO_CALLS));
    CHECK(bwcap_is(finding.subject, "callhalf-101:0") && finding.number == 1 && finding.direction == BWCAP_TO_SERVER && finding.inferred == 0);
    CHECK(bwcap_is(finding.path, BWCAP_PATH_CALL_ACTION_USER_ACTION_ACTION_PARAM));
    OK(bwcap_findings_free(findings));
    OK(bwcap_checker_finish(checker, &findings));
    OK(bwcap_findings_free(findings));
    OK(bwcap_checker_free(checker));
    OK(bwcap_message_free(message));
}

int main(void)
{
    labels();
    unknown();
    secrets();
    sessions();
    return finish();
}
