/* Both sides of a login, played against each other. */
#include "common.h"

/* Delivers messages from the client to the server and back, until one side has nothing to say. Returns both ends. */
static void play(bwcap_login *login, bwcap_registrar *registrar, const bwcap_account *account, bwcap_reply *client, bwcap_reply *server)
{
    bwcap_message *sent;

    memset(client, 0, sizeof *client);
    OK(bwcap_login_start(login, &sent));
    while (sent != NULL) {
        OK(bwcap_registrar_receive(registrar, sent, account, server));
        OK(bwcap_message_free(sent));
        sent = server->send;
        if (sent == NULL)
            break;
        OK(bwcap_login_receive(login, sent, client));
        OK(bwcap_message_free(sent));
        sent = client->send;
    }
}

static void succeeds(void)
{
    bwcap_login *login;
    bwcap_registrar *registrar;
    bwcap_reply client, server;
    bwcap_identity identity;
    bwcap_message *message;
    bwcap_head head;
    bwcap_text reason;
    int32_t again, over;
    const bwcap_account account = {.password = "open sesame", .monitored_users = 3, .call_details = 1};

    IS(BWCAP_UNKNOWN_NAME, bwcap_login_new("Client", "alice@example.com", "demo", &login));
    OK(bwcap_login_new(BWCAP_WORD_USER_TYPE_ATTENDANT_CONSOLE, "alice@example.com", "demo", &login));
    OK(bwcap_login_password(login, "open sesame", BWCAP_TERMINATED));
    OK(bwcap_login_version(login, "16.0"));
    OK(bwcap_registrar_new("1700000000123", "1007", &registrar));
    play(login, registrar, &account, &client, &server);
    CHECK(client.outcome == BWCAP_OUTCOME_LOGGED_IN && server.outcome == BWCAP_OUTCOME_LOGGED_IN);
    OK(bwcap_registrar_is_over(registrar, &over));
    CHECK(over == 1);
    OK(bwcap_login_free(login));
    OK(bwcap_registrar_free(registrar));

    OK(bwcap_session_identity(client.session, &identity));
    CHECK(bwcap_is(identity.id, "alice@example.com") && bwcap_is(identity.user_uid, "1007") && bwcap_is(identity.version, "16.0"));
    CHECK(identity.monitored_users == 3 && identity.call_details == 1);
    OK(bwcap_session_keepalive(client.session, &message));
    OK(bwcap_message_head(message, &head));
    CHECK(bwcap_is(head.command, BWCAP_COMMAND_SERVER_STATUS_REQUEST));
    IS(BWCAP_NONE, bwcap_session_ended_by(server.session, message, &reason, &again));
    OK(bwcap_message_free(message));
    IS(BWCAP_UNKNOWN_NAME, bwcap_session_log_out(client.session, "Tired", &message));
    OK(bwcap_session_log_out(client.session, BWCAP_WORD_USER_LOGOUT_REASON_CLIENT_LOGOUT, &message));
    OK(bwcap_session_ended_by(server.session, message, &reason, &again));
    CHECK(bwcap_is(reason, BWCAP_WORD_USER_LOGOUT_REASON_CLIENT_LOGOUT));
    OK(bwcap_message_free(message));
    OK(bwcap_session_free(client.session));
    OK(bwcap_session_free(server.session));
}

static void fails(const bwcap_account *account, const char *cause)
{
    bwcap_login *login;
    bwcap_registrar *registrar;
    bwcap_reply client, server;

    OK(bwcap_login_new(BWCAP_WORD_USER_TYPE_CALL_CLIENT, "alice@example.com", "demo", &login));
    OK(bwcap_login_password(login, "open sesame!", 11));
    OK(bwcap_registrar_new("1700000000123", "1007", &registrar));
    play(login, registrar, account, &client, &server);
    CHECK(client.outcome == BWCAP_OUTCOME_FAILED && server.outcome == BWCAP_OUTCOME_FAILED);
    CHECK(client.failure == BWCAP_FAILURE_REFUSED && bwcap_is(client.cause, cause) && client.sentence.length > 0);
    CHECK(client.session == NULL && server.session == NULL);
    OK(bwcap_login_free(login));
    OK(bwcap_registrar_free(registrar));
}

static void digests(void)
{
    char digits[33];
    static const uint8_t sha1[20] = {0};
    bwcap_login *login;
    bwcap_message *message;

    OK(bwcap_secure_password("1700000000123", BWCAP_TERMINATED, "p\xc3\xa4sswJrd", 4, digits, sizeof digits));
    CHECK(strlen(digits) == 32);
    OK(bwcap_secure_password("1700000000123", 13, "p\xc3\xa4ssw\xc3\xb6rd", BWCAP_TERMINATED, digits, sizeof digits));
    CHECK(strcmp(digits, "3b1a99d75d398552657d94d96f2b7e67") == 0);
    IS(BWCAP_SHORT_BUFFER, bwcap_secure_password("1", 1, "2", 1, digits, 32));
    IS(BWCAP_NOT_UTF8, bwcap_secure_password("1", 1, "\xff", 1, digits, sizeof digits));

    OK(bwcap_login_new(BWCAP_WORD_USER_TYPE_CALL_CLIENT, "alice@example.com", "demo", &login));
    OK(bwcap_login_password_sha1(login, sha1));
    OK(bwcap_login_supervisor(login, "bob@example.com"));
    OK(bwcap_login_start(login, &message));
    IS(BWCAP_WRONG_STATE, bwcap_login_password(login, "late", 4));
    OK(bwcap_message_free(message));
    OK(bwcap_login_free(login));
}

int main(void)
{
    const bwcap_account other = {.password = "close sesame"};
    const bwcap_account unlicensed = {.password = "open sesame", .refusal = BWCAP_WORD_FAILURE_CAUSE_UNAUTHORIZED_CLIENT_LICENSE};
    const bwcap_account unreachable = {.unavailable = BWCAP_WORD_FAILURE_CAUSE_WAS_CONNECTIVITY_ERROR};

    succeeds();
    fails(NULL, BWCAP_WORD_FAILURE_CAUSE_UNKNOWN_ID);
    fails(&other, BWCAP_WORD_FAILURE_CAUSE_INCORRECT_PASSWORD);
    fails(&unlicensed, BWCAP_WORD_FAILURE_CAUSE_UNAUTHORIZED_CLIENT_LICENSE);
    fails(&unreachable, BWCAP_WORD_FAILURE_CAUSE_WAS_CONNECTIVITY_ERROR);
    digests();
    return finish();
}
