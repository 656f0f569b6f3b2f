/*
 * C interface of broadworks-cap: codec for the call-control protocols CAP-C and CCC2.
 *
 * Generated from capi/src; do not edit. README.md of the package has an example and says how to link.
 *
 * RESULTS. A function returns a bwcap_status: BWCAP_OK, BWCAP_NONE (nothing is there), or an error, which is negative.
 * What it hands out is written to the last arguments; they are set to zero or null before anything else is done, so they are
 * never undefined. No function prints, exits, aborts, or throws over the border.
 *
 * POINTERS. One that is written to leads to memory of its type that is yours and that no other argument leads to; one that is
 * read leads to so many bytes as the length says. They are used during the call alone. A null pointer is BWCAP_BAD_POINTER,
 * unless it is said that it may be null. A `const char *` without a length ends with a zero byte; one with a length is not
 * required to, and the length BWCAP_TERMINATED says that it does.
 *
 * HANDLES. A pointer to a type without members is a handle. Who got it owns it and frees it once. It is a number in a table
 * and is never followed: a closed handle is BWCAP_CLOSED_HANDLE, one of another type or any other pointer
 * BWCAP_FOREIGN_HANDLE, one that another thread is using BWCAP_BUSY, and nothing else happens.
 *
 * TEXTS. A bwcap_text belongs to the library and does not end with a zero byte. One from a handle lives until that is freed,
 * unless something else is said; one from a table is static.
 *
 * THREADS. Any handle may go from one thread to another. What takes a `const` handle only reads, and any number of threads
 * may do that at the same time. What takes another handle changes it: one thread at a time. The library starts no thread,
 * and no call waits for another one for longer than it takes to find a place in a table.
 *
 * ABI. Structs, numbers and names change only with the version that bwcap_version tells; see README.md.
 */

#ifndef BROADWORKS_CAP_H
#define BROADWORKS_CAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include "broadworks_cap_names.h"

/**
 * First number of the version of this interface: a higher one is not compatible. While it is 0, a higher second one is not
 * compatible, either.
 */
#define BWCAP_VERSION_MAJOR 0

/**
 * Second number of the version: a higher one has more functions.
 */
#define BWCAP_VERSION_MINOR 1

/**
 * Third number of the version: a higher one has fewer errors.
 */
#define BWCAP_VERSION_PATCH 0

/**
 * A checker of the messages of both directions in their order: of one CAP-C connection, or of all connections of a CCC2 farm to
 * one server. What it remembers is limited. One thread uses it at a time; otherwise it is `BWCAP_BUSY`.
 */
typedef struct bwcap_checker bwcap_checker;

/**
 * A reader for a stream whose bytes the caller keeps.
 *
 * One thread uses it at a time; otherwise it is `BWCAP_BUSY`.
 */
typedef struct bwcap_decoder bwcap_decoder;

/**
 * A document that can be changed: a message that is built, or a copy of one.
 *
 * One thread uses it at a time; otherwise it is `BWCAP_BUSY`.
 */
typedef struct bwcap_document bwcap_document;

/**
 * A list of all that a message has. It never changes, and any number of threads may read it at the same time. The texts of a
 * field live until the list is freed; it needs the message no more.
 */
typedef struct bwcap_fields bwcap_fields;

/**
 * A list of findings. It never changes, and any number of threads may read it at the same time. The texts of a finding live
 * until the list is freed.
 */
typedef struct bwcap_findings bwcap_findings;

/**
 * The client side of one login. One thread uses it at a time; otherwise it is `BWCAP_BUSY`. It holds the digest of a password,
 * which is wiped when it is freed.
 */
typedef struct bwcap_login bwcap_login;

/**
 * A message: the bytes of one document, and where its fields stand in them. It never changes.
 *
 * Texts that are read from it live until it is freed. Any number of threads may read it at the same time; it is freed when
 * none does.
 */
typedef struct bwcap_message bwcap_message;

/**
 * The server side of one login. One thread uses it at a time; otherwise it is `BWCAP_BUSY`.
 */
typedef struct bwcap_registrar bwcap_registrar;

/**
 * A user who is logged in. It never changes, and any number of threads may read it at the same time.
 */
typedef struct bwcap_session bwcap_session;

/**
 * A reader for a stream that arrives in chunks. It keeps the bytes until they are read.
 *
 * One thread uses it at a time; otherwise it is `BWCAP_BUSY`.
 */
typedef struct bwcap_stream bwcap_stream;

/**
 * Result of every function that can fail: `BWCAP_OK`, `BWCAP_NONE`, or an error, which is negative. `bwcap_status_name` has
 * a stable name for each.
 */
typedef int32_t bwcap_status;

/**
 * Text in UTF-8 that belongs to the library. It does not end with a zero byte: print it with `%.*s` and
 * `(int)text.length, text.data`. `data` is null if there is none.
 *
 * How long it lives is said where it comes from.
 */
typedef struct bwcap_text {
  /**
   * The bytes.
   */
  const char *data;
  /**
   * Number of bytes.
   */
  size_t length;
} bwcap_text;

/**
 * Upper bounds on what is read. Get the usual ones from `bwcap_limits_default`, and change what you need.
 */
typedef struct bwcap_limits {
  /**
   * Bytes of one document; 1 MiB.
   */
  size_t document;
  /**
   * Open elements; 32, which is the maximum.
   */
  size_t depth;
  /**
   * Attributes of one tag; 32, which is the maximum.
   */
  size_t attributes;
  /**
   * Bytes of one name; 64.
   */
  size_t name;
  /**
   * Items of one list of elements; 8192.
   */
  size_t items;
  /**
   * Bytes of white space between two documents; 64 KiB.
   */
  size_t filler;
  /**
   * Not 0 to skip other bytes before the first document of a stream; 0.
   */
  int32_t preamble;
  /**
   * Not 0 to allow white space before the XML declaration of a document; 1.
   */
  int32_t leading_blanks;
  /**
   * Not 0 to allow any encoding in the XML declaration, which is read as UTF-8 in any case; 1.
   */
  int32_t any_label;
} bwcap_limits;

/**
 * What an event is: one of `BWCAP_EVENT_...`.
 */
typedef int32_t bwcap_event_kind;

/**
 * What is wrong with content. That of a document holds no bytes of it, so that it can be logged; that of a path has the path,
 * and that of JSON may have a key or a value of it.
 *
 * Functions take it as their last argument, and fill it if they return `BWCAP_BAD_CONTENT`; otherwise it is empty. It may be
 * null.
 */
typedef struct bwcap_error {
  /**
   * Stable name of the kind: one of `BWCAP_KIND_...`, or `json` or `path`. It ends with a zero byte.
   */
  char kind[48];
  /**
   * A sentence for people, cut if it is too long. It ends with a zero byte.
   */
  char message[256];
  /**
   * Byte of the content at which it is wrong, from 0. For an error of writing, it counts what was written before; for
   * that of a path, the bytes of the path; for JSON, those of its text.
   */
  size_t offset;
} bwcap_error;

/**
 * What comes next in a stream.
 */
typedef struct bwcap_event {
  /**
   * What it is.
   */
  bwcap_event_kind kind;
  /**
   * Of `BWCAP_EVENT_CLOSED`: 1 if the stream did not end in the middle of a document, otherwise 0.
   */
  int32_t clean;
  /**
   * Of `BWCAP_EVENT_MESSAGE`: the message. It is yours: free it with `bwcap_message_free`.
   */
  struct bwcap_message *message;
  /**
   * Of `BWCAP_EVENT_MALFORMED`: the bytes. Those of a `bwcap_stream` live until the next call with it; those of a
   * `bwcap_decoder` are in the buffer of the caller. They may hold a digest of a password.
   */
  const char *bytes;
  /**
   * Number of those bytes.
   */
  size_t length;
  /**
   * Byte of the stream at which the event begins.
   */
  uint64_t offset;
  /**
   * Of a `bwcap_decoder`: number of bytes at the beginning of the buffer that are done with. Remove them.
   */
  size_t used;
  /**
   * Of `BWCAP_EVENT_MALFORMED`: what is wrong, with the offset in the bytes.
   */
  struct bwcap_error error;
} bwcap_event;

/**
 * What a message says of itself.
 */
typedef struct bwcap_head {
  /**
   * `commandType` as the document spells it, known or not.
   */
  struct bwcap_text command_type;
  /**
   * The name of the command, one of `BWCAP_COMMAND_...`; null if this library does not know it. It is static.
   */
  struct bwcap_text command;
  /**
   * The `protocol` attribute, which is `CAP` for both protocols.
   */
  struct bwcap_text protocol;
  /**
   * The `version` attribute.
   */
  struct bwcap_text version;
  /**
   * The user whose state the message tells: a user id, or else a session id.
   */
  struct bwcap_text who;
  /**
   * One line for people with what matters most. It may change in any release.
   */
  struct bwcap_text summary;
} bwcap_head;

/**
 * Another text for a field.
 */
typedef struct bwcap_edit {
  /**
   * Path of the field, which must be in the document. It ends with a zero byte.
   */
  const char *path;
  /**
   * The new text, without references.
   */
  const char *text;
  /**
   * Number of its bytes, or `BWCAP_TERMINATED`.
   */
  size_t length;
} bwcap_edit;

/**
 * One of the two protocols: `BWCAP_CAP_C` or `BWCAP_CCC2`.
 */
typedef int32_t bwcap_protocol;

/**
 * Direction of a message: `BWCAP_TO_SERVER` or `BWCAP_TO_CLIENT`, or `BWCAP_ANY_DIRECTION` where that is allowed.
 */
typedef int32_t bwcap_direction;

/**
 * The networks that the calls of users are in: one of `BWCAP_ENVIRONMENT_...`.
 */
typedef int32_t bwcap_environment;

/**
 * Options of `bwcap_validate`. All zero means: any direction and environment, the version that the document says, DTD and field
 * tables, and no allowance for habits.
 */
typedef struct bwcap_validation {
  /**
   * Direction of the message, to check that its command goes there.
   */
  bwcap_direction direction;
  /**
   * Environment of the users.
   */
  bwcap_environment environment;
  /**
   * Not 0 to tell the habits of deployed clients and servers apart from faults, as `BWCAP_SEVERITY_HABIT`.
   */
  int32_t as_deployed;
  /**
   * Not 0 to check the DTD alone.
   */
  int32_t dtd_only;
  /**
   * The version to judge by, such as `17.0`; null for that of the document. It ends with a zero byte.
   */
  const char *version;
} bwcap_validation;

/**
 * How bad a finding is: one of `BWCAP_SEVERITY_...`.
 */
typedef int32_t bwcap_severity;

/**
 * Something that is wrong.
 */
typedef struct bwcap_finding {
  /**
   * How bad it is.
   */
  bwcap_severity severity;
  /**
   * Stable name of the rule: a violation of the DTD, one of `BWCAP_RULE_...` or `BWCAP_SESSION_RULE_...`. It is static.
   */
  struct bwcap_text id;
  /**
   * A sentence for people. It may have names and values of the document, but no password.
   */
  struct bwcap_text sentence;
  /**
   * Of a document: path of the element that was checked, from the root. Of a session: path from `commandData` to the field.
   */
  struct bwcap_text path;
  /**
   * First byte of the wrong name or value in the document.
   */
  size_t start;
  /**
   * Byte after the last one.
   */
  size_t end;
  /**
   * Number of names or values that were expected; `bwcap_findings_expected` has them.
   */
  size_t expected;
  /**
   * Number of the contradiction of the specification that it is about; 0 if it is about none.
   */
  uint32_t erratum;
  /**
   * Of a session: direction of the message.
   */
  bwcap_direction direction;
  /**
   * The documented spelling, if another one that the specification also uses was found; otherwise null. It is static.
   */
  struct bwcap_text canonical;
  /**
   * Of a session: the call id or user id that it is about; otherwise null.
   */
  struct bwcap_text subject;
  /**
   * Of a session: number of the message, from 1. Of a response that never came, it is the message that asked for it.
   */
  uint64_t number;
  /**
   * Of a session: 1 if the rule is an inference from the specification, 0 if it is stated there.
   */
  int32_t inferred;
} bwcap_finding;

/**
 * State of a login after a message: one of `BWCAP_OUTCOME_...`.
 */
typedef int32_t bwcap_outcome;

/**
 * Why a login failed: one of `BWCAP_FAILURE_...`.
 */
typedef int32_t bwcap_failure;

/**
 * What follows from a message of a login.
 */
typedef struct bwcap_reply {
  /**
   * State of the login.
   */
  bwcap_outcome outcome;
  /**
   * Why it failed.
   */
  bwcap_failure failure;
  /**
   * 1 if the same login will fail again until somebody changes something.
   */
  int32_t permanent;
  /**
   * What the peer gave as a cause. The texts live until the next call with the login.
   */
  struct bwcap_text cause;
  /**
   * A sentence for people about the failure. It holds no password and no digest.
   */
  struct bwcap_text sentence;
  /**
   * The message to send to the peer, whatever the outcome; null if there is none. It is yours.
   */
  struct bwcap_message *send;
  /**
   * The session, of `BWCAP_OUTCOME_LOGGED_IN`; otherwise null. It is yours: free it with `bwcap_session_free`.
   */
  struct bwcap_session *session;
} bwcap_reply;

/**
 * Who is logged in. The texts live until the session is freed.
 */
typedef struct bwcap_identity {
  /**
   * User id.
   */
  struct bwcap_text id;
  /**
   * Application id of the client.
   */
  struct bwcap_text application_id;
  /**
   * Session id; null if the server gave none.
   */
  struct bwcap_text user_uid;
  /**
   * Kind of client.
   */
  struct bwcap_text user_type;
  /**
   * Version of the protocol.
   */
  struct bwcap_text version;
  /**
   * Of a console: number of the users that it watches; -1 if it was not told.
   */
  int64_t monitored_users;
  /**
   * Of a console: 1 if it is told of their calls, 0 if not; -1 if it was not told.
   */
  int32_t call_details;
} bwcap_identity;

/**
 * What a server knows of the user who logs in. All null and zero means an account that needs no password.
 */
typedef struct bwcap_account {
  /**
   * The password in UTF-8, which ends with a zero byte; null if there is none, or for `sha1`.
   */
  const char *password;
  /**
   * The SHA-1 digest of the password, 20 bytes; null if there is none, or for `password`.
   */
  const uint8_t *sha1;
  /**
   * Why a client that knows the password is refused, one of `BWCAP_WORD_FAILURE_CAUSE_...`; null if it is not.
   */
  const char *refusal;
  /**
   * Why the account cannot be looked up, one of `BWCAP_WORD_FAILURE_CAUSE_...`; null if it can.
   */
  const char *unavailable;
  /**
   * Of a console: number of the users that it watches.
   */
  uint32_t monitored_users;
  /**
   * Of a console: not 0 if it is told of the calls of those users.
   */
  int32_t call_details;
} bwcap_account;

/**
 * What a field is: one of `BWCAP_FIELD_...`.
 */
typedef int32_t bwcap_field_kind;

/**
 * What a row holds: one of `BWCAP_HOLDS_...`.
 */
typedef int32_t bwcap_holds;

/**
 * A field of a message.
 */
typedef struct bwcap_field {
  /**
   * What it is.
   */
  bwcap_field_kind kind;
  /**
   * What the tables say that it holds; 0 if they do not know it.
   */
  bwcap_holds holds;
  /**
   * Path from `commandData`, with a number for each list: it can be given to `bwcap_message_get`. Of unknown parts it is the
   * path of the element around; empty for `commandData` itself, `..` for `command`, `../..` for the root.
   */
  struct bwcap_text path;
  /**
   * Name on the wire, in the spelling of the tables; empty for text.
   */
  struct bwcap_text name;
  /**
   * The text, without references. Of a word that the tables know, it is the canonical spelling.
   */
  struct bwcap_text text;
  /**
   * Name of a coded value, such as `Active` for the state `2`; null if it has none. It is static.
   */
  struct bwcap_text label;
  /**
   * What the field means; null if the tables do not know it. It is static.
   */
  struct bwcap_text meaning;
  /**
   * What the word means that it has; null if it is none. It is static.
   */
  struct bwcap_text word_meaning;
  /**
   * 1 if the text must not be shown, because it is or may be a password or a digest of one; otherwise 0.
   */
  int32_t secret;
} bwcap_field;

/**
 * A command. The texts are static.
 */
typedef struct bwcap_command {
  /**
   * Its name on the wire, one of `BWCAP_COMMAND_...`.
   */
  struct bwcap_text name;
  /**
   * What it does, in a sentence.
   */
  struct bwcap_text meaning;
  /**
   * The directions that it goes: `BWCAP_TO_SERVER`, `BWCAP_TO_CLIENT`, or the sum of both.
   */
  int32_t directions;
  /**
   * The protocols that have it: `BWCAP_CAP_C`, `BWCAP_CCC2`, or the sum of both.
   */
  int32_t protocols;
  /**
   * The version that brought it; null if the specification does not say it.
   */
  struct bwcap_text since;
  /**
   * The command that answers it; null if none does.
   */
  struct bwcap_text answered_by;
  /**
   * Number of its rows, for `bwcap_row_at`.
   */
  size_t rows;
} bwcap_command;

/**
 * Place of the value of a row: one of `BWCAP_ROW_...`.
 */
typedef int32_t bwcap_row_kind;

/**
 * A row of a command: a field that it can have. The texts are static.
 */
typedef struct bwcap_row {
  /**
   * Path from `commandData`, without numbers: one of `BWCAP_PATH_...`.
   */
  struct bwcap_text path;
  /**
   * Name on the wire; empty for the text of an element.
   */
  struct bwcap_text name;
  /**
   * What it means, in a sentence.
   */
  struct bwcap_text meaning;
  /**
   * Place of the value.
   */
  bwcap_row_kind kind;
  /**
   * What it holds.
   */
  bwcap_holds holds;
  /**
   * 1 if it is a list, otherwise 0.
   */
  int32_t many;
  /**
   * Number of its words, for `bwcap_word_at`.
   */
  size_t words;
} bwcap_row;

/**
 * A word of a row. The texts are static.
 */
typedef struct bwcap_word {
  /**
   * The word on the wire.
   */
  struct bwcap_text wire;
  /**
   * Its name: `Active` for `2` of the state of a call; otherwise the word itself.
   */
  struct bwcap_text name;
  /**
   * What it means, in a sentence.
   */
  struct bwcap_text meaning;
  /**
   * The version that brought it; null if it is as old as its row.
   */
  struct bwcap_text since;
} bwcap_word;

/**
 * A set of stable names: one of `BWCAP_SET_...`.
 */
typedef int32_t bwcap_set;

/**
 * Done.
 */
#define BWCAP_OK 0

/**
 * Done, and nothing is there: the field is absent, the list is at its end. It is no error.
 */
#define BWCAP_NONE 1

/**
 * A pointer that must not be null is null, or a pointer is not aligned, or a length is longer than memory.
 */
#define BWCAP_BAD_POINTER -1

/**
 * The handle was closed.
 */
#define BWCAP_CLOSED_HANDLE -2

/**
 * The handle is none of this library, or one of another type.
 */
#define BWCAP_FOREIGN_HANDLE -3

/**
 * The handle is in use by another thread, or twice in one call.
 */
#define BWCAP_BUSY -4

/**
 * The buffer is too short; the length that is needed was written.
 */
#define BWCAP_SHORT_BUFFER -5

/**
 * A text from the caller is not UTF-8.
 */
#define BWCAP_NOT_UTF8 -6

/**
 * A command, a path or a word is not in the tables.
 */
#define BWCAP_UNKNOWN_NAME -7

/**
 * A number is out of its range: no such item, protocol, direction or count.
 */
#define BWCAP_OUT_OF_RANGE -8

/**
 * The content is at fault: a document, a JSON text or a value. The `bwcap_error` says what and where.
 */
#define BWCAP_BAD_CONTENT -9

/**
 * The call is not possible now, such as bytes for a stream that has ended.
 */
#define BWCAP_WRONG_STATE -10

/**
 * An error of this library. A handle that was changed by the call can only be freed.
 */
#define BWCAP_PANIC -11

/**
 * There are more open handles than this library can have.
 */
#define BWCAP_TOO_MANY -12

/**
 * CAP-C, for clients.
 */
#define BWCAP_CAP_C 1

/**
 * CCC2, for server farms.
 */
#define BWCAP_CCC2 2

/**
 * From the client or from the server.
 */
#define BWCAP_ANY_DIRECTION 0

/**
 * From the client to the server.
 */
#define BWCAP_TO_SERVER 1

/**
 * From the server to the client.
 */
#define BWCAP_TO_CLIENT 2

/**
 * More bytes are needed.
 */
#define BWCAP_EVENT_PENDING 0

/**
 * A message.
 */
#define BWCAP_EVENT_MESSAGE 1

/**
 * Bytes that are not an acceptable document. The stream goes on after them.
 */
#define BWCAP_EVENT_MALFORMED 2

/**
 * The stream has ended, and everything was read.
 */
#define BWCAP_EVENT_CLOSED 3

/**
 * Not as specified, but as deployed clients and servers send it.
 */
#define BWCAP_SEVERITY_HABIT 1

/**
 * Not as the field tables document it.
 */
#define BWCAP_SEVERITY_DEVIATION 2

/**
 * Ill-formed, or not valid by the DTD.
 */
#define BWCAP_SEVERITY_INVALID 3

/**
 * Not as the flows of the protocol are; it comes from a `bwcap_checker`.
 */
#define BWCAP_SEVERITY_SESSION 4

/**
 * Any of them.
 */
#define BWCAP_ENVIRONMENT_ANY 0

/**
 * Voice over IP.
 */
#define BWCAP_ENVIRONMENT_VOIP 1

/**
 * The users whose calls are those of the Wholesale Protocol.
 */
#define BWCAP_ENVIRONMENT_INSC 2

/**
 * The message is not part of this login, which has not changed. Process it as if no login were in progress.
 */
#define BWCAP_OUTCOME_IGNORED 0

/**
 * The message was part of the login, which waits for the next one.
 */
#define BWCAP_OUTCOME_WAITING 1

/**
 * The login is complete.
 */
#define BWCAP_OUTCOME_LOGGED_IN 2

/**
 * The login failed.
 */
#define BWCAP_OUTCOME_FAILED 3

/**
 * It did not fail.
 */
#define BWCAP_FAILURE_NONE 0

/**
 * The server refused it. The cause is one of `BWCAP_WORD_FAILURE_CAUSE_...`, another text, or empty.
 */
#define BWCAP_FAILURE_REFUSED 1

/**
 * The server asked for another algorithm than MD5, or named none. The cause is its name.
 */
#define BWCAP_FAILURE_UNSUPPORTED_ALGORITHM 2

/**
 * The server asked for a digest without a nonce.
 */
#define BWCAP_FAILURE_NO_NONCE 3

/**
 * The peer sent `unRegister`. The cause is one of `BWCAP_WORD_USER_LOGOUT_REASON_...`, another text, or empty.
 */
#define BWCAP_FAILURE_LOGGED_OUT 4

/**
 * The client did not accept the registration.
 */
#define BWCAP_FAILURE_NOT_ACKNOWLEDGED 5

/**
 * A text that the tables know.
 */
#define BWCAP_FIELD_LEAF 1

/**
 * An element that the tables know. What is in it follows.
 */
#define BWCAP_FIELD_ELEMENT 2

/**
 * An attribute that the tables do not know, of the element or the leaf at the path.
 */
#define BWCAP_FIELD_UNKNOWN_ATTRIBUTE 3

/**
 * An element that the tables do not know, or an earlier one of a repeated field, in the element at the path. Its text is
 * its XML.
 */
#define BWCAP_FIELD_UNKNOWN_ELEMENT 4

/**
 * Text in the element at the path, which has none by the tables.
 */
#define BWCAP_FIELD_UNKNOWN_TEXT 5

/**
 * An attribute of the element.
 */
#define BWCAP_ROW_ATTRIBUTE 1

/**
 * A child element.
 */
#define BWCAP_ROW_CHILD 2

/**
 * The text of the element itself, which has the path of the element.
 */
#define BWCAP_ROW_TEXT 3

/**
 * Any text.
 */
#define BWCAP_HOLDS_TEXT 1

/**
 * A word of a set; another text is kept as it is.
 */
#define BWCAP_HOLDS_WORD 2

/**
 * A whole number; another text is kept as it is.
 */
#define BWCAP_HOLDS_NUMBER 3

/**
 * A time in milliseconds since 1970; another text is kept as it is.
 */
#define BWCAP_HOLDS_TIME 4

/**
 * A duration in milliseconds; another text is kept as it is.
 */
#define BWCAP_HOLDS_DURATION 5

/**
 * Nothing: that it is there is the message.
 */
#define BWCAP_HOLDS_FLAG 6

/**
 * Text that must not be shown.
 */
#define BWCAP_HOLDS_SECRET 7

/**
 * An element with rows of its own, which follow it.
 */
#define BWCAP_HOLDS_ELEMENT 8

/**
 * Kinds of errors: `BWCAP_KIND_...`.
 */
#define BWCAP_SET_KINDS 1

/**
 * Rules of the field tables: `BWCAP_RULE_...`.
 */
#define BWCAP_SET_RULES 2

/**
 * Rules of sessions: `BWCAP_SESSION_RULE_...`.
 */
#define BWCAP_SET_SESSION_RULES 3

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Returns the version of the library that runs: `major << 16 | minor << 8 | patch`. The macros say of which one the header
 * is. Any thread may call it.
 */
uint32_t bwcap_version(void);

/**
 * Returns the version of the library that runs as text, such as `0.1.0`. It is static, and ends with a zero byte. Any
 * thread may call it.
 */
const char *bwcap_version_text(void);

/**
 * Writes the stable name of a status, such as `closed-handle`, and a sentence for people. Either may be null.
 *
 * The texts are static. `BWCAP_OUT_OF_RANGE` if there is no such status. Any thread may call it.
 */
bwcap_status bwcap_status_name(bwcap_status status, struct bwcap_text *name, struct bwcap_text *sentence);

/**
 * Writes the usual limits. Any thread may call it.
 */
bwcap_status bwcap_limits_default(struct bwcap_limits *limits);

/**
 * Returns the number of handles that are open, of all types and threads. A program that has freed all of its handles finds
 * 0. Any thread may call it.
 */
size_t bwcap_open_handles(void);

/**
 * Creates a reader for a new stream. `*stream` is yours: free it with `bwcap_stream_free`. `limits` may be null. Any thread
 * may call it.
 */
bwcap_status bwcap_stream_new(const struct bwcap_limits *limits,
                              struct bwcap_stream **stream);

/**
 * Frees a reader. The messages that came from it live on. Null is nothing to free.
 */
bwcap_status bwcap_stream_free(struct bwcap_stream *stream);

/**
 * Adds bytes of the stream, which are copied. Take all events before the next call, so that the buffer stays small.
 * `BWCAP_WRONG_STATE` after `bwcap_stream_end`.
 */
bwcap_status bwcap_stream_feed(struct bwcap_stream *stream, const void *data, size_t length);

/**
 * Writes where the next bytes of the stream may be put, and for how many there is room, which is never 0. It spares the copy
 * of `bwcap_stream_feed`: call `read` or `recv` with the room, and then `bwcap_stream_filled`.
 *
 * The room is the library's. It may be written to until the next call with the stream.
 */
bwcap_status bwcap_stream_room(struct bwcap_stream *stream,
                               char **data,
                               size_t *length);

/**
 * Adds the first `count` bytes of the room to the stream. `BWCAP_OUT_OF_RANGE` if there is not so much room, or none since
 * another call.
 */
bwcap_status bwcap_stream_filled(struct bwcap_stream *stream,
                                 size_t count);

/**
 * Ends the stream: no more bytes will come. The events that are left follow, and then `BWCAP_EVENT_CLOSED`.
 */
bwcap_status bwcap_stream_end(struct bwcap_stream *stream);

/**
 * Writes the next event. Call it until it is `BWCAP_EVENT_PENDING` or `BWCAP_EVENT_CLOSED`.
 *
 * A malformed document is an event and no error of the call: `BWCAP_OK`.
 */
bwcap_status bwcap_stream_next(struct bwcap_stream *stream, struct bwcap_event *event);

/**
 * Creates a reader for a new stream whose bytes the caller keeps. `*decoder` is yours: free it with
 * `bwcap_decoder_free`. `limits` may be null. Any thread may call it.
 */
bwcap_status bwcap_decoder_new(const struct bwcap_limits *limits, struct bwcap_decoder **decoder);

/**
 * Frees a reader. The messages that came from it live on. Null is nothing to free.
 */
bwcap_status bwcap_decoder_free(struct bwcap_decoder *decoder);

/**
 * Writes the next event of a buffer, which must hold all bytes of the stream that are not done with. Then remove the first
 * `event->used` bytes, and call it again; after `BWCAP_EVENT_PENDING`, when there are more bytes.
 *
 * `over` is not 0 if the stream has ended, so that no more bytes will come: the events that are left follow, and then
 * `BWCAP_EVENT_CLOSED`.
 */
bwcap_status bwcap_decoder_next(struct bwcap_decoder *decoder,
                                const void *data,
                                size_t length,
                                int32_t over,
                                struct bwcap_event *event);

/**
 * Reads exactly one document. `*message` is yours: free it with `bwcap_message_free`. The bytes are copied.
 *
 * `limits` may be null. `BWCAP_BAD_CONTENT` if the bytes are not an acceptable document; a document of an unknown command,
 * with unknown fields or with wrong values is acceptable, see `bwcap_validate`. Any thread may call it.
 */
bwcap_status bwcap_message_read(const void *data,
                                size_t length,
                                const struct bwcap_limits *limits,
                                struct bwcap_message **message,
                                struct bwcap_error *error);

/**
 * Frees a message, and with it the texts that were read from it. Null is nothing to free. One thread may call it, when no
 * other uses the message; otherwise it is `BWCAP_BUSY`, and nothing is freed.
 */
bwcap_status bwcap_message_free(struct bwcap_message *message);

/**
 * Writes the bytes of the document, which live until the message is freed.
 */
bwcap_status bwcap_message_bytes(const struct bwcap_message *message, struct bwcap_text *bytes);

/**
 * Writes what a message says of itself. The texts live until the message is freed; what is absent is null.
 */
bwcap_status bwcap_message_head(const struct bwcap_message *message, struct bwcap_head *head);

/**
 * Writes the text at a path of wire names from `commandData`, such as `user/call[1]/state` or one of `BWCAP_PATH_...`. It
 * lives until the message is freed.
 *
 * A number in brackets counts the items of a list from 0; without a number it is the first item. `BWCAP_NONE` if nothing
 * is there, or an element that has children. `BWCAP_UNKNOWN_NAME` if the tables do not have the path.
 */
bwcap_status bwcap_message_get(const struct bwcap_message *message,
                               const char *path,
                               struct bwcap_text *text);

/**
 * Does what `bwcap_message_get` does, with a number for each list on the path that has none, in order:
 * `BWCAP_PATH_CALL_UPDATE_USER_CALL_STATE` and the number 1 are `user/call[1]/state`.
 *
 * With fewer numbers than lists, the other lists give their first item. With more it is `BWCAP_OUT_OF_RANGE`.
 */
bwcap_status bwcap_message_get_at(const struct bwcap_message *message,
                                  const char *path,
                                  const size_t *numbers,
                                  size_t count,
                                  struct bwcap_text *text);

/**
 * Writes the whole number at a path: a number, a time in milliseconds since 1970, or a duration in milliseconds.
 *
 * `BWCAP_NONE` if nothing is there; `BWCAP_BAD_CONTENT` if it is no whole number of 64 bits.
 */
bwcap_status bwcap_message_get_number(const struct bwcap_message *message, const char *path, int64_t *number);

/**
 * Writes the number of items at a path: 0 or 1, or the length of a list if the last name of the path has no number. It
 * counts elements as well as texts.
 */
bwcap_status bwcap_message_count(const struct bwcap_message *message, const char *path, size_t *count);

/**
 * Does what `bwcap_message_count` does, with numbers for the lists on the path as for `bwcap_message_get_at`.
 */
bwcap_status bwcap_message_count_at(const struct bwcap_message *message,
                                    const char *path,
                                    const size_t *numbers,
                                    size_t number_count,
                                    size_t *count);

/**
 * Writes the message in its JSON form, on one line. It lives until the message is freed.
 *
 * It has everything that the message has, also what the tables do not know, and also a digest of a password.
 */
bwcap_status bwcap_message_json(const struct bwcap_message *message, struct bwcap_text *json);

/**
 * Makes a message with other text in some fields of another one. All other bytes stay as they are: spelling, white space,
 * comments, what the tables do not know. `*patched` is yours; `message` stays yours and unchanged.
 *
 * `BWCAP_BAD_CONTENT` if the document has no text at a path, if two paths lead to the same text, or if XML cannot
 * represent a character; `bwcap_document_set` adds what is not there.
 */
bwcap_status bwcap_message_patch(const struct bwcap_message *message,
                                 const struct bwcap_edit *edits,
                                 size_t count,
                                 struct bwcap_message **patched,
                                 struct bwcap_error *error);

/**
 * Creates a document of version 17.0 with an empty command, one of `BWCAP_COMMAND_...`. `*document` is yours: free it with
 * `bwcap_document_free`. `BWCAP_UNKNOWN_NAME` if there is no such command. Any thread may call it.
 */
bwcap_status bwcap_document_new(const char *command,
                                struct bwcap_document **document);

/**
 * Creates a document with all that a message has. `*document` is yours; the message stays yours.
 */
bwcap_status bwcap_document_copy(const struct bwcap_message *message, struct bwcap_document **document);

/**
 * Creates a document from its JSON form. `*document` is yours. Keys may come in any order. Any thread may call it.
 *
 * `BWCAP_BAD_CONTENT` if the text is no JSON, or not that of a message; the kind is `BWCAP_KIND_JSON`.
 */
bwcap_status bwcap_document_from_json(const void *json,
                                      size_t length,
                                      struct bwcap_document **document,
                                      struct bwcap_error *error);

/**
 * Frees a document. Null is nothing to free.
 */
bwcap_status bwcap_document_free(struct bwcap_document *document);

/**
 * Sets the text at a path of wire names from `commandData`, such as one of `BWCAP_PATH_...`. Elements on the path that are not
 * there are added, as is the item after the last one of a list: `user/call[2]/state` after `call[0]` and `call[1]`.
 *
 * `length` is the number of bytes of the text, or `BWCAP_TERMINATED`. Any text is taken: `bwcap_validate` judges it.
 * `BWCAP_BAD_CONTENT` if the tables do not have the path, an item cannot be added, or it does not lead to text; the kind
 * is `BWCAP_KIND_PATH`. The document may have been given empty elements then.
 */
bwcap_status bwcap_document_set(struct bwcap_document *document,
                                const char *path,
                                const char *text,
                                size_t length,
                                struct bwcap_error *error);

/**
 * Removes what is at a path: a text, or an element with all that is in it. The items after it in a list move up.
 *
 * `BWCAP_BAD_CONTENT` if nothing is there; the kind is `BWCAP_KIND_PATH`.
 */
bwcap_status bwcap_document_remove(struct bwcap_document *document, const char *path, struct bwcap_error *error);

/**
 * Writes the text at a path, which lives until the next call with the document. `BWCAP_NONE` if nothing is there.
 */
bwcap_status bwcap_document_get(struct bwcap_document *document, const char *path, struct bwcap_text *text);

/**
 * Sets the `version` attribute, such as `17.0`; null to leave it out. `length` may be `BWCAP_TERMINATED`.
 */
bwcap_status bwcap_document_set_version(struct bwcap_document *document, const char *version, size_t length);

/**
 * Writes a document to a buffer, in the order of the DTD of a protocol, as one line with an LF at the end.
 *
 * `*written` is its number of bytes, also if the buffer is too short: `BWCAP_SHORT_BUFFER`, and nothing is in the buffer,
 * which may be null then. `BWCAP_BAD_CONTENT` if the document would be read back as another one, or not at all under the
 * limits, which may be null.
 */
bwcap_status bwcap_document_encode(const struct bwcap_document *document,
                                   bwcap_protocol protocol,
                                   const struct bwcap_limits *limits,
                                   char *buffer,
                                   size_t capacity,
                                   size_t *written,
                                   struct bwcap_error *error);

/**
 * Makes a message of a document: encodes it as `bwcap_document_encode` does. `*message` is yours, and has the bytes; the
 * document stays yours.
 */
bwcap_status bwcap_document_message(const struct bwcap_document *document,
                                    bwcap_protocol protocol,
                                    const struct bwcap_limits *limits,
                                    struct bwcap_message **message,
                                    struct bwcap_error *error);

/**
 * Validates the bytes of one document against the DTD of a protocol, and then against the field tables. `*findings` is yours:
 * free it with `bwcap_findings_free`. Any thread may call it.
 *
 * It is `BWCAP_OK` whatever is found: those of the DTD first, then those of the tables, each in the order of the bytes. An
 * ill-formed document has one finding. `options` and `limits` may be null.
 */
bwcap_status bwcap_validate(const void *data,
                            size_t length,
                            bwcap_protocol protocol,
                            const struct bwcap_validation *options,
                            const struct bwcap_limits *limits,
                            struct bwcap_findings **findings);

/**
 * Frees a list of findings, and its texts. Null is nothing to free.
 */
bwcap_status bwcap_findings_free(struct bwcap_findings *findings);

/**
 * Writes the number of findings.
 */
bwcap_status bwcap_findings_count(const struct bwcap_findings *findings, size_t *count);

/**
 * Writes a finding. `BWCAP_OUT_OF_RANGE` if there are not so many.
 */
bwcap_status bwcap_findings_at(const struct bwcap_findings *findings, size_t index, struct bwcap_finding *finding);

/**
 * Writes a name or value that was expected, of a finding. It is static. `BWCAP_OUT_OF_RANGE` if there are not so many.
 */
bwcap_status bwcap_findings_expected(const struct bwcap_findings *findings,
                                     size_t index,
                                     size_t expected,
                                     struct bwcap_text *text);

/**
 * Creates a checker. `*checker` is yours: free it with `bwcap_checker_free`. Any thread may call it.
 *
 * `from_start` is not 0 if the first message will be the first one of the connection: then a user without a login is known
 * not to be logged in.
 */
bwcap_status bwcap_checker_new(bwcap_protocol protocol,
                               int32_t from_start,
                               struct bwcap_checker **checker);

/**
 * Frees a checker. Null is nothing to free.
 */
bwcap_status bwcap_checker_free(struct bwcap_checker *checker);

/**
 * Checks the next message, and makes a list of what is wrong with it in the session so far. `*findings` is yours: free it with
 * `bwcap_findings_free`. The message stays yours. The direction is `BWCAP_TO_SERVER` or `BWCAP_TO_CLIENT`.
 */
bwcap_status bwcap_checker_check(struct bwcap_checker *checker,
                                 bwcap_direction direction,
                                 const struct bwcap_message *message,
                                 struct bwcap_findings **findings);

/**
 * Ends a session, and makes a list of the responses that never came. `*findings` is yours.
 */
bwcap_status bwcap_checker_finish(struct bwcap_checker *checker, struct bwcap_findings **findings);

/**
 * Computes the digest of a login: the 32 digits of `securePassword`, for the nonce as it was received and the password in UTF-8.
 *
 * The digits are written to `digits`, with a zero byte after them: it needs 33 bytes, otherwise it is
 * `BWCAP_SHORT_BUFFER`. The lengths may be `BWCAP_TERMINATED`. Any thread may call it.
 */
bwcap_status bwcap_secure_password(const char *nonce,
                                   size_t nonce_length,
                                   const char *password,
                                   size_t password_length,
                                   char *digits,
                                   size_t capacity);

/**
 * Creates a login. `*login` is yours: free it with `bwcap_login_free`. Any thread may call it.
 *
 * `user_type` is `BWCAP_WORD_USER_TYPE_CALL_CLIENT` or `BWCAP_WORD_USER_TYPE_ATTENDANT_CONSOLE`. The application id is free text; it
 * tells apart several clients of the same user and type.
 */
bwcap_status bwcap_login_new(const char *user_type,
                             const char *id,
                             const char *application_id,
                             struct bwcap_login **login);

/**
 * Frees a login, and wipes its password. Null is nothing to free.
 */
bwcap_status bwcap_login_free(struct bwcap_login *login);

/**
 * Sets the password, in UTF-8. Without one, the login has no digest. `length` may be `BWCAP_TERMINATED`. `BWCAP_WRONG_STATE`
 * while the login waits for a message, as for the other settings.
 */
bwcap_status bwcap_login_password(struct bwcap_login *login,
                                  const char *password,
                                  size_t length);

/**
 * Sets the password by its SHA-1 digest of 20 bytes, for those who do not store passwords.
 */
bwcap_status bwcap_login_password_sha1(struct bwcap_login *login, const uint8_t *sha1);

/**
 * Sets the supervisor who logs in as the call center that the id names.
 */
bwcap_status bwcap_login_supervisor(struct bwcap_login *login, const char *id);

/**
 * Sets the version of the protocol; `17.0` if it is not set.
 */
bwcap_status bwcap_login_version(struct bwcap_login *login, const char *version);

/**
 * Starts or restarts a login, and writes its first message, `registerAuthentication`, which is yours. Send its bytes.
 */
bwcap_status bwcap_login_start(struct bwcap_login *login, struct bwcap_message **send);

/**
 * Processes a message from the server. Send `reply->send` if it is there, until the outcome is `BWCAP_OUTCOME_LOGGED_IN` or
 * `BWCAP_OUTCOME_FAILED`. The message stays yours. There is no timeout: a login that waits too long can be started again.
 */
bwcap_status bwcap_login_receive(struct bwcap_login *login,
                                 const struct bwcap_message *message,
                                 struct bwcap_reply *reply);

/**
 * Frees a session. It sends nothing: see `bwcap_session_log_out`. Null is nothing to free.
 */
bwcap_status bwcap_session_free(struct bwcap_session *session);

/**
 * Writes who is logged in.
 */
bwcap_status bwcap_session_identity(const struct bwcap_session *session, struct bwcap_identity *identity);

/**
 * Makes the message that keeps a connection alive, `serverStatusRequest`, which is not answered. `*message` is yours.
 */
bwcap_status bwcap_session_keepalive(const struct bwcap_session *session, struct bwcap_message **message);

/**
 * Makes the message that ends a session, `unRegister`, which is not answered. `*message` is yours.
 *
 * The reason is one of `BWCAP_WORD_USER_LOGOUT_REASON_...`: `ClientLogout` of a client, another one of a server.
 */
bwcap_status bwcap_session_log_out(const struct bwcap_session *session,
                                   const char *reason,
                                   struct bwcap_message **message);

/**
 * Says whether a message of the peer ends a session: `BWCAP_OK` if it does, `BWCAP_NONE` if not.
 *
 * The reason is written, which lives until the message is freed, and whether to log in again: 1, or 0 if that is of no use.
 */
bwcap_status bwcap_session_ended_by(const struct bwcap_session *session,
                                    const struct bwcap_message *message,
                                    struct bwcap_text *reason,
                                    int32_t *may_reconnect);

/**
 * Creates the server side of one login. `*registrar` is yours: free it with `bwcap_registrar_free`. Any thread may call it.
 *
 * The nonce must be unpredictable and never used before. `user_uid` is the session id that the client gets.
 */
bwcap_status bwcap_registrar_new(const char *nonce,
                                 const char *user_uid,
                                 struct bwcap_registrar **registrar);

/**
 * Frees the server side of a login. Null is nothing to free.
 */
bwcap_status bwcap_registrar_free(struct bwcap_registrar *registrar);

/**
 * Processes a message from the client. `account` is that of the user whom the message names in `user/id`; null if there is no
 * such user. Send `reply->send` if it is there. The message stays yours.
 */
bwcap_status bwcap_registrar_receive(struct bwcap_registrar *registrar,
                                     const struct bwcap_message *message,
                                     const struct bwcap_account *account,
                                     struct bwcap_reply *reply);

/**
 * Writes 1 if the login is over and its nonce has been used; otherwise 0.
 */
bwcap_status bwcap_registrar_is_over(const struct bwcap_registrar *registrar, int32_t *over);

/**
 * Makes a list of all that a message has: the fields of `commandData` in the order of the tables, the parts of each element that the
 * tables do not know, and those of `command` and of the root. `*fields` is yours: free it with `bwcap_fields_free`.
 */
bwcap_status bwcap_message_fields(const struct bwcap_message *message,
                                  struct bwcap_fields **fields);

/**
 * Frees a list of fields, and its texts. Null is nothing to free.
 */
bwcap_status bwcap_fields_free(struct bwcap_fields *fields);

/**
 * Writes the number of fields.
 */
bwcap_status bwcap_fields_count(const struct bwcap_fields *fields, size_t *count);

/**
 * Writes field `index`, from 0. `BWCAP_OUT_OF_RANGE` if there are not so many.
 */
bwcap_status bwcap_fields_at(const struct bwcap_fields *fields, size_t index, struct bwcap_field *field);

/**
 * Writes the field at a path, with its label and what it means. The texts live until the message is freed.
 *
 * `BWCAP_NONE` if nothing is there, `BWCAP_UNKNOWN_NAME` if the tables do not have the path. The path is written with a number
 * where it was given with one.
 */
bwcap_status bwcap_message_field(const struct bwcap_message *message,
                                 const char *path,
                                 struct bwcap_field *field);

/**
 * Returns the number of commands. Any thread may call this function and those below.
 */
size_t bwcap_command_count(void);

/**
 * Writes command `index`, from 0. `BWCAP_OUT_OF_RANGE` if there are not so many.
 */
bwcap_status bwcap_command_at(size_t index, struct bwcap_command *command);

/**
 * Writes row `index` of a command, from 0. An element comes before the rows in it. `BWCAP_OUT_OF_RANGE` if there are not so many.
 */
bwcap_status bwcap_row_at(const char *command,
                          size_t index,
                          struct bwcap_row *row);

/**
 * Writes the row at a path of a command, in any spelling that the tables know. `BWCAP_UNKNOWN_NAME` if there is none.
 *
 * An element with text of its own has two rows with its path: this is the one of the element.
 */
bwcap_status bwcap_row_find(const char *command, const char *path, struct bwcap_row *row);

/**
 * Writes word `index` of a row that is given by its path, from 0. `BWCAP_OUT_OF_RANGE` if there are not so many.
 *
 * Of an element with text of its own, these are the words of its text.
 */
bwcap_status bwcap_word_at(const char *command, const char *path, size_t index, struct bwcap_word *word);

/**
 * Writes name `index` of a set, from 0, and a sentence about it. `BWCAP_OUT_OF_RANGE` if there are not so many. The texts are
 * static.
 */
bwcap_status bwcap_name_at(bwcap_set set,
                           size_t index,
                           struct bwcap_text *name,
                           struct bwcap_text *sentence);

/** Length of a text that ends with a zero byte, in place of the number of its bytes. */
#define BWCAP_TERMINATED SIZE_MAX

/** Returns whether a text is equal to another one, which ends with a zero byte. A text that is null is equal to none. */
static inline bool bwcap_is(bwcap_text text, const char *other)
{
    return text.data != NULL && other != NULL && strlen(other) == text.length && memcmp(text.data, other, text.length) == 0;
}

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* BROADWORKS_CAP_H */
