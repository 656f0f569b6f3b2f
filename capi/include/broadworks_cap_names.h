/*
 * Names of broadworks-cap: those that never change, and those of the protocol, from the tables of the codec.
 *
 * Generated; do not edit. Include broadworks_cap.h, which includes this file.
 */

#ifndef BROADWORKS_CAP_NAMES_H
#define BROADWORKS_CAP_NAMES_H

/* Kinds of errors, in bwcap_error.kind */

/** the bytes are not UTF-8 */
#define BWCAP_KIND_INVALID_UTF8 "invalid-utf8"
/** this character is not allowed in XML 1.0 */
#define BWCAP_KIND_ILLEGAL_CHARACTER "illegal-character"
/** `<` is not followed by the name of a tag; write `&lt;` for a literal `<` */
#define BWCAP_KIND_MALFORMED_MARKUP "malformed-markup"
/** expected a name */
#define BWCAP_KIND_EXPECTED_NAME "expected-name"
/** expected white space between attributes */
#define BWCAP_KIND_EXPECTED_SPACE "expected-space"
/** expected `=` after the attribute name */
#define BWCAP_KIND_EXPECTED_EQUALS "expected-equals"
/** expected `"` or `'` before the attribute value */
#define BWCAP_KIND_EXPECTED_QUOTE "expected-quote"
/** expected `>` or `/>` at the end of the tag */
#define BWCAP_KIND_EXPECTED_TAG_END "expected-tag-end"
/** this attribute is on the same tag twice */
#define BWCAP_KIND_DUPLICATE_ATTRIBUTE "duplicate-attribute"
/** `<` in an attribute value; write `&lt;`, or close the quotation mark before it */
#define BWCAP_KIND_LESS_THAN_IN_ATTRIBUTE "less-than-in-attribute"
/** `&` is not followed by the name of a reference; write `&amp;` for a literal `&` */
#define BWCAP_KIND_MALFORMED_REFERENCE "malformed-reference"
/** unknown entity; XML knows `&amp;`, `&lt;`, `&gt;`, `&quot;`, `&apos;`, and numbers such as `&#233;` */
#define BWCAP_KIND_UNKNOWN_ENTITY "unknown-entity"
/** `]]>` in text; expected `]]&gt;` */
#define BWCAP_KIND_CDATA_END_IN_TEXT "cdata-end-in-text"
/** `--` inside a comment; XML allows it only in the `-->` that ends it */
#define BWCAP_KIND_DOUBLE_HYPHEN_IN_COMMENT "double-hyphen-in-comment"
/** malformed processing instruction; expected `<?name text?>` */
#define BWCAP_KIND_MALFORMED_INSTRUCTION "malformed-instruction"
/** malformed XML declaration; expected `<?xml version="1.0" encoding="UTF-8"?>` */
#define BWCAP_KIND_MALFORMED_DECLARATION "malformed-declaration"
/** a new document starts here, but the one before it has not ended */
#define BWCAP_KIND_MISPLACED_DECLARATION "misplaced-declaration"
/** this end tag does not match the start tag of the element that is open */
#define BWCAP_KIND_MISMATCHED_END_TAG "mismatched-end-tag"
/** end tag without a start tag */
#define BWCAP_KIND_UNEXPECTED_END_TAG "unexpected-end-tag"
/** second root element; expected the end of the document */
#define BWCAP_KIND_SECOND_ROOT "second-root"
/** text that belongs to no document */
#define BWCAP_KIND_TEXT_OUTSIDE_ROOT "text-outside-root"
/** the input ends inside a document */
#define BWCAP_KIND_UNEXPECTED_END "unexpected-end"
/** there is no root element; expected `<BroadsoftDocument` */
#define BWCAP_KIND_NO_ROOT "no-root"
/** document type declarations are refused; expected `<BroadsoftDocument` */
#define BWCAP_KIND_DOCTYPE "doctype"
/** white space before the XML declaration; expected `<?xml` at the very start */
#define BWCAP_KIND_LEADING_BLANKS "leading-blanks"
/** the XML declaration names another encoding; expected `encoding="UTF-8"` */
#define BWCAP_KIND_FOREIGN_LABEL "foreign-label"
/** wrong root element; expected `BroadsoftDocument` */
#define BWCAP_KIND_WRONG_ROOT "wrong-root"
/** a new document starts here, but `</BroadsoftDocument>` is missing before it */
#define BWCAP_KIND_NESTED_ROOT "nested-root"
/** the document is longer than the limit */
#define BWCAP_KIND_DOCUMENT_TOO_LONG "document-too-long"
/** elements are nested deeper than the limit */
#define BWCAP_KIND_TOO_DEEP "too-deep"
/** the tag has more attributes than the limit */
#define BWCAP_KIND_TOO_MANY_ATTRIBUTES "too-many-attributes"
/** the list has more items than the limit */
#define BWCAP_KIND_TOO_MANY_ITEMS "too-many-items"
/** the name is longer than the limit */
#define BWCAP_KIND_NAME_TOO_LONG "name-too-long"
/** more filler before a document than the limit */
#define BWCAP_KIND_FILLER_TOO_LONG "filler-too-long"
/** the output buffer is full */
#define BWCAP_KIND_BUFFER_FULL "buffer-full"
/** the text holds a character that XML 1.0 cannot carry */
#define BWCAP_KIND_UNWRITABLE_CHARACTER "unwritable-character"
/** this would be read back as something else; what has a field of its own belongs there, not in `unknown` */
#define BWCAP_KIND_NOT_REVERSIBLE "not-reversible"
/** the text is not JSON, or not the JSON form of a message */
#define BWCAP_KIND_JSON "json"
/** the path leads to nothing that can be written or removed */
#define BWCAP_KIND_PATH "path"

/* Rules of the field tables, in bwcap_finding.id */

/** A command must belong to the protocol of the connection. */
#define BWCAP_RULE_COMMAND_OF_PROTOCOL "command-of-protocol"
/** The format of a command must belong to the protocol of the connection. */
#define BWCAP_RULE_FORMAT_OF_PROTOCOL "format-of-protocol"
/** A field must belong to the protocol of the connection. */
#define BWCAP_RULE_FIELD_OF_PROTOCOL "field-of-protocol"
/** A field must be in the field table of its command. */
#define BWCAP_RULE_FIELD_OF_COMMAND "field-of-command"
/** A field must be in the field table of the format of its command. */
#define BWCAP_RULE_FIELD_OF_FORMAT "field-of-format"
/** A field the table requires must be there when its parent is. */
#define BWCAP_RULE_REQUIRED_FIELD "required-field"
/** A field may repeat only if the table says so. */
#define BWCAP_RULE_REPEATED_FIELD "repeated-field"
/** A client says who it is by `userUid` or `id`. */
#define BWCAP_RULE_IDENTITY "identity"
/** A value must be one the table lists for this format. */
#define BWCAP_RULE_VALUE "value"
/** A numeric field holds a whole number of 64 bits. */
#define BWCAP_RULE_NUMBER "number"
/** A number must be in the range that the table gives. */
#define BWCAP_RULE_NUMBER_RANGE "number-range"
/** A field that says something by being there must be empty. */
#define BWCAP_RULE_FLAG_CONTENT "flag-content"
/** Names and words must be spelled as the table spells them. */
#define BWCAP_RULE_SPELLING "spelling"
/** The user id stands as an attribute, in the messages of a login as a child. */
#define BWCAP_RULE_ID_PLACE "id-place"
/** In CCC2 `applicationId` is blank or absent, except where it addresses a client. */
#define BWCAP_RULE_APPLICATION_ID "application-id"
/** An action has exactly the parameters its table lists. */
#define BWCAP_RULE_ACTION_PARAMETERS "action-parameters"
/** The parameters of an action stand in the order of its table. */
#define BWCAP_RULE_PARAMETER_ORDER "parameter-order"
/** The action must be one that a table describes. */
#define BWCAP_RULE_UNDOCUMENTED_ACTION "undocumented-action"
/** An answer may be asked for only where an action offers one. */
#define BWCAP_RULE_RESPONSE_REQUESTED "response-requested"
/** `id` of `action` goes with `responseRequested` True. */
#define BWCAP_RULE_CORRELATION_ID "correlation-id"
/** A queue action has exactly the fields it needs. */
#define BWCAP_RULE_QUEUE_ACTION "queue-action"
/** A client logs out with `ClientLogout`, a server with another reason. */
#define BWCAP_RULE_LOGOUT_REASON "logout-reason"
/** `cfaDestination` goes with `cfa` On. */
#define BWCAP_RULE_FORWARDING "forwarding"
/** The call of a wrap-up goes with `acdState` Wrap-up. */
#define BWCAP_RULE_WRAP_UP "wrap-up"
/** A user without calls has `maxCalls` -1 and `epControl` True. */
#define BWCAP_RULE_NO_CALLS "no-calls"
/** A call has no cause of its release before state 5. */
#define BWCAP_RULE_RELEASE_CAUSE "release-cause"
/** A success has no error, and a failure of users names them. */
#define BWCAP_RULE_OUTCOME "outcome"
/** A response answers an action that has one. */
#define BWCAP_RULE_UNANSWERED_ACTION "unanswered-action"
/** A command, field or value must exist in the version that the document says, or that is asked for. */
#define BWCAP_RULE_VERSION "version"
/** A command, field or action must exist in the environment: VoIP or INSC. */
#define BWCAP_RULE_ENVIRONMENT "environment"
/** A call has fields of VoIP or of INSC, not of both. */
#define BWCAP_RULE_NETWORK "network"
/** An update about one call has one call. */
#define BWCAP_RULE_ONE_CALL "one-call"
/** A command goes the way its table says. */
#define BWCAP_RULE_DIRECTION "direction"
/** `securePassword` is 32 hexadecimal digits in lower case */
#define BWCAP_RULE_PASSWORD_FORM "password-form"
/** A `remoteTelUri` is a `tel:` URI, `Private` or `Unavailable`. */
#define BWCAP_RULE_TEL_URI "tel-uri"
/** CCC2 has no login and so no first update after it. */
#define BWCAP_RULE_LOGIN_IN_CCC2 "login-in-ccc2"

/* Rules of sessions, in bwcap_finding.id */

/** The messages of a login have an order, and a failure ends it. */
#define BWCAP_SESSION_RULE_LOGIN_ORDER "login-order"
/** The server sends a user nothing but the responses of the login before the acknowledgement. */
#define BWCAP_SESSION_RULE_BEFORE_ACKNOWLEDGEMENT "before-acknowledgement"
/** A client asks nothing for a user before its login is over. */
#define BWCAP_SESSION_RULE_CLIENT_BEFORE_LOGIN "client-before-login"
/** Who sent `unRegister` sends nothing more for the user until the next login. */
#define BWCAP_SESSION_RULE_AFTER_LOGOUT "after-logout"
/** After `unRegister` nothing more comes for the user, unless it has crossed it. */
#define BWCAP_SESSION_RULE_CROSSED_LOGOUT "crossed-logout"
/** What belongs to the initial state comes once after a login. */
#define BWCAP_SESSION_RULE_INITIAL_ONCE "initial-once"
/** After the first `sessionUpdate`, one `callUpdate` comes for each of its `numCalls` calls. */
#define BWCAP_SESSION_RULE_MISSING_CALLS "missing-calls"
/** After its login, a console is told of as many users as `numMonitoredUsers` says. */
#define BWCAP_SESSION_RULE_MISSING_WATCHED "missing-watched"
/** A console is told of no calls if `callDetailsEnabled` is `False`. */
#define BWCAP_SESSION_RULE_CALL_DETAILS "call-details"
/** A console is told only of the users whom it watches. */
#define BWCAP_SESSION_RULE_NOT_WATCHED "not-watched"
/** A call does not go back to a state from before it was answered. */
#define BWCAP_SESSION_RULE_CALL_STATE "call-state"
/** A call is released once, and nothing comes for it after that. */
#define BWCAP_SESSION_RULE_AFTER_RELEASE "after-release"
/** A call that was never active has no `callAnswerTime`. */
#define BWCAP_SESSION_RULE_ANSWER_TIME "answer-time"
/** Both legs of a call that the server places have one call id since 16.0, and two before. */
#define BWCAP_SESSION_RULE_LEG_IDS "leg-ids"
/** `Answer` and `Hold` need the permission of the last `callControlInfo`. */
#define BWCAP_SESSION_RULE_NOT_PERMITTED "not-permitted"
/** An action names a call that was told and is not released. */
#define BWCAP_SESSION_RULE_CALL_OF_ACTION "call-of-action"
/** `XferConsult` and `ConfStart` name two different calls. */
#define BWCAP_SESSION_RULE_TWO_CALLS "two-calls"
/** An action on the conference needs a conference in a state that fits. */
#define BWCAP_SESSION_RULE_CONFERENCE_ACTION "conference-action"
/** A response answers a request, with its type and id. */
#define BWCAP_SESSION_RULE_UNASKED_RESPONSE "unasked-response"
/** A request that has a response gets it. */
#define BWCAP_SESSION_RULE_OWED_RESPONSE "owed-response"
/** A call is added to a queue that it is not in. */
#define BWCAP_SESSION_RULE_QUEUE_ADDED_TWICE "queue-added-twice"
/** A change in a queue is about a call that is in it. */
#define BWCAP_SESSION_RULE_QUEUE_ABSENT "queue-absent"
/** A queue has each call once. */
#define BWCAP_SESSION_RULE_QUEUE_DUPLICATE "queue-duplicate"
/** A position is a place in the queue, that of the call in a full list. */
#define BWCAP_SESSION_RULE_QUEUE_POSITION "queue-position"
/** A promotion raises the priority. */
#define BWCAP_SESSION_RULE_QUEUE_PROMOTION "queue-promotion"
/** A queue action names a call that is in the queue. */
#define BWCAP_SESSION_RULE_QUEUE_CALL_OF_ACTION "queue-call-of-action"
/** The session has more than the checker remembers. */
#define BWCAP_SESSION_RULE_FORGOTTEN "forgotten"

/* Commands */

/** Opens a login and asks for the nonce of the digest. */
#define BWCAP_COMMAND_REGISTER_AUTHENTICATION "registerAuthentication"
/** Answers `registerAuthentication` with the nonce, or with the reason why the login ends here. */
#define BWCAP_COMMAND_RESPONSE_AUTHENTICATION "responseAuthentication"
/** Goes on with a login by the digest of the password. */
#define BWCAP_COMMAND_REGISTER_REQUEST "registerRequest"
/** Ends a login: hands out the session id, or names the reason of the failure. */
#define BWCAP_COMMAND_REGISTER_RESPONSE "registerResponse"
/** Confirms `registerResponse`, upon which the server sends profile, session and calls. */
#define BWCAP_COMMAND_ACKNOWLEDGEMENT "acknowledgement"
/** Ends a session, as the client wishes or the server enforces. */
#define BWCAP_COMMAND_UN_REGISTER "unRegister"
/** Tells the hook, the number of calls and the conference of a user, or the hook of a watched one: all of it after a login, then what changed. */
#define BWCAP_COMMAND_SESSION_UPDATE "sessionUpdate"
/** Tells names, services and agent data of a user: all of them after a login, then what changed. */
#define BWCAP_COMMAND_PROFILE_UPDATE "profileUpdate"
/** Tells the state of one call that is new, has changed or has ended; it says nothing of other calls. */
#define BWCAP_COMMAND_CALL_UPDATE "callUpdate"
/** Asks the server to place a call or to do something with calls or the conference. */
#define BWCAP_COMMAND_CALL_ACTION "callAction"
/** Answers a `callAction` that asked for a response. */
#define BWCAP_COMMAND_CALL_ACTION_RESPONSE "callActionResponse"
/** Tells which operations the device of a call allows the client at this moment. */
#define BWCAP_COMMAND_CALL_CONTROL_INFO "callControlInfo"
/** Switches the message waiting indicators on the phone of a user. */
#define BWCAP_COMMAND_EXTERNAL_NOTIFY "externalNotify"
/** Asks which versions of the protocol the server speaks. */
#define BWCAP_COMMAND_INFO_REQUEST "infoRequest"
/** Lists the versions of the protocol that the server speaks. */
#define BWCAP_COMMAND_INFO_RESPONSE "infoResponse"
/** Keeps the connection alive and is never answered. */
#define BWCAP_COMMAND_SERVER_STATUS_REQUEST "serverStatusRequest"
/** Changes the list of users that a console watches. */
#define BWCAP_COMMAND_MONITORING_USERS_REQUEST "monitoringUsersRequest"
/** Tells whether the list of watched users was changed, and who could not be added and why. */
#define BWCAP_COMMAND_MONITORING_USERS_RESPONSE "monitoringUsersResponse"
/** Tells the calls in a call center queue: all of them, or the one that something happened to. */
#define BWCAP_COMMAND_QUEUE_UPDATE "queueUpdate"
/** Moves or promotes a call in a queue, or asks for the whole queue. */
#define BWCAP_COMMAND_QUEUE_ACTION "queueAction"
/** Tells the night, holiday and forwarding services of a queue, after a login and after each change. */
#define BWCAP_COMMAND_QUEUE_PROFILE_UPDATE "queueProfileUpdate"
/** Asks how many calls wait in the queues that an agent has joined. */
#define BWCAP_COMMAND_QUEUE_INFO_REQUEST "queueInfoRequest"
/** Lists the queues that an agent has joined, and how many calls wait in each. */
#define BWCAP_COMMAND_QUEUE_INFO_RESPONSE "queueInfoResponse"
/** Carries text from one client to another through the server; deprecated. */
#define BWCAP_COMMAND_DATAGRAM "datagram"

/* Paths in commandData of registerAuthentication */

/** The user who logs in, and the client. */
#define BWCAP_PATH_REGISTER_AUTHENTICATION_USER "user"
/** Kind of client that the message comes from or goes to. */
#define BWCAP_PATH_REGISTER_AUTHENTICATION_USER_USER_TYPE "user/userType"
/** User id of the user who logs in, or of the call center whose queue a supervisor watches. */
#define BWCAP_PATH_REGISTER_AUTHENTICATION_USER_ID "user/id"
/** Name that the client application gives itself. A user may run several applications, each with a login of its own. */
#define BWCAP_PATH_REGISTER_AUTHENTICATION_USER_APPLICATION_ID "user/applicationId"
/** User id of the supervisor who logs in as a call center to watch its queue (since 17.0); absent of any other login. */
#define BWCAP_PATH_REGISTER_AUTHENTICATION_USER_SUPERVISOR_ID "user/supervisorId"

/* Paths in commandData of responseAuthentication */

/** The user who logs in. */
#define BWCAP_PATH_RESPONSE_AUTHENTICATION_USER "user"
/** Kind of client that the message comes from or goes to. */
#define BWCAP_PATH_RESPONSE_AUTHENTICATION_USER_USER_TYPE "user/userType"
/** User id of the user who logs in, or of the call center whose queue a supervisor watches. */
#define BWCAP_PATH_RESPONSE_AUTHENTICATION_USER_ID "user/id"
/** Why the login cannot go on (since 11.0); absent if it goes on. */
#define BWCAP_PATH_RESPONSE_AUTHENTICATION_USER_FAILURE "user/failure"
/** Why the login cannot go on. */
#define BWCAP_PATH_RESPONSE_AUTHENTICATION_USER_FAILURE_FAILURE_CAUSE "user/failure/failureCause"
/** Name that the client application gave itself. */
#define BWCAP_PATH_RESPONSE_AUTHENTICATION_USER_APPLICATION_ID "user/applicationId"
/** User id of the supervisor who logs in as a call center to watch its queue (since 17.0); absent of any other login. */
#define BWCAP_PATH_RESPONSE_AUTHENTICATION_USER_SUPERVISOR_ID "user/supervisorId"
/** Nonce of the login digest. Its characters go into the digest unchanged. Absent of a failure. */
#define BWCAP_PATH_RESPONSE_AUTHENTICATION_NONCE "nonce"
/** Algorithm of the login digest; only `MD5` is documented. Absent of a failure. */
#define BWCAP_PATH_RESPONSE_AUTHENTICATION_ALGORITHM "algorithm"

/* Paths in commandData of registerRequest */

/** The user who logs in, and the proof of the password. */
#define BWCAP_PATH_REGISTER_REQUEST_USER "user"
/** Kind of client that the message comes from or goes to. */
#define BWCAP_PATH_REGISTER_REQUEST_USER_USER_TYPE "user/userType"
/** User id of the user who logs in, or of the call center whose queue a supervisor watches. */
#define BWCAP_PATH_REGISTER_REQUEST_USER_ID "user/id"
/** Login digest, 32 lower-case hex digits (appendix A). Absent if the login needs no password. */
#define BWCAP_PATH_REGISTER_REQUEST_USER_SECURE_PASSWORD "user/securePassword"
/** Name that the client application gave itself. */
#define BWCAP_PATH_REGISTER_REQUEST_USER_APPLICATION_ID "user/applicationId"
/** User id of the supervisor who logs in as a call center to watch its queue (since 17.0); absent of any other login. */
#define BWCAP_PATH_REGISTER_REQUEST_USER_SUPERVISOR_ID "user/supervisorId"

/* Paths in commandData of registerResponse */

/** The user who logged in, or whose login failed. */
#define BWCAP_PATH_REGISTER_RESPONSE_USER "user"
/** Kind of client that the message comes from or goes to. */
#define BWCAP_PATH_REGISTER_RESPONSE_USER_USER_TYPE "user/userType"
/** Session id, for all messages until `unRegister`; opaque, usually decimal digits. Absent of a failure. */
#define BWCAP_PATH_REGISTER_RESPONSE_USER_USER_UID "user/userUid"
/** User id of the user who logs in, or of the call center whose queue a supervisor watches. */
#define BWCAP_PATH_REGISTER_RESPONSE_USER_ID "user/id"
/** Number of users that this console watches. One initial `profileUpdate` and one initial `sessionUpdate` follow for each of them. Only for consoles. */
#define BWCAP_PATH_REGISTER_RESPONSE_USER_NUM_MONITORED_USERS "user/numMonitoredUsers"
/** `true` if `callUpdate` messages tell the console of the calls of watched users. Only for consoles. */
#define BWCAP_PATH_REGISTER_RESPONSE_USER_CALL_DETAILS_ENABLED "user/callDetailsEnabled"
/** Why the login failed; absent if it succeeded. */
#define BWCAP_PATH_REGISTER_RESPONSE_USER_FAILURE "user/failure"
/** Why the login failed. */
#define BWCAP_PATH_REGISTER_RESPONSE_USER_FAILURE_FAILURE_CAUSE "user/failure/failureCause"
/** Name that the client application gave itself. */
#define BWCAP_PATH_REGISTER_RESPONSE_USER_APPLICATION_ID "user/applicationId"
/** User id of the supervisor who logs in as a call center to watch its queue (since 17.0); absent of any other login. */
#define BWCAP_PATH_REGISTER_RESPONSE_USER_SUPERVISOR_ID "user/supervisorId"

/* Paths in commandData of acknowledgement */

/** The user who logged in, and the message that is acknowledged. */
#define BWCAP_PATH_ACKNOWLEDGEMENT_USER "user"
/** Kind of client that the message comes from or goes to. */
#define BWCAP_PATH_ACKNOWLEDGEMENT_USER_USER_TYPE "user/userType"
/** Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login; there `id` names the user. */
#define BWCAP_PATH_ACKNOWLEDGEMENT_USER_USER_UID "user/userUid"
/** User id of the user who logs in, or of the call center whose queue a supervisor watches. */
#define BWCAP_PATH_ACKNOWLEDGEMENT_USER_ID "user/id"
/** Present if the client refuses the message. No case is defined, so a client does not send it; absent means success (E050). */
#define BWCAP_PATH_ACKNOWLEDGEMENT_USER_FAILURE "user/failure"
/** Why the client refuses the message. No value is documented for this message. */
#define BWCAP_PATH_ACKNOWLEDGEMENT_USER_FAILURE_FAILURE_CAUSE "user/failure/failureCause"
/** Name that the client application gave itself. */
#define BWCAP_PATH_ACKNOWLEDGEMENT_USER_APPLICATION_ID "user/applicationId"
/** Message that is acknowledged. */
#define BWCAP_PATH_ACKNOWLEDGEMENT_USER_MESSAGE "user/message"
/** Name of the command that is acknowledged. */
#define BWCAP_PATH_ACKNOWLEDGEMENT_USER_MESSAGE_MESSAGE_NAME "user/message/messageName"
/** User id of the supervisor who logs in as a call center to watch its queue (since 17.0); absent of any other login. */
#define BWCAP_PATH_ACKNOWLEDGEMENT_USER_SUPERVISOR_ID "user/supervisorId"

/* Paths in commandData of unRegister */

/** The user whose session ends. */
#define BWCAP_PATH_UN_REGISTER_USER "user"
/** Why the session ends. A client sends `ClientLogout`, the server one of the others. */
#define BWCAP_PATH_UN_REGISTER_USER_USER_LOGOUT_REASON "user/userLogoutReason"
/** Kind of client that the message comes from or goes to. */
#define BWCAP_PATH_UN_REGISTER_USER_USER_TYPE "user/userType"
/** Session id of the session that ends. */
#define BWCAP_PATH_UN_REGISTER_USER_USER_UID "user/userUid"
/** User id of the user whom the message is about, usually with a domain. Servers may leave it out beside `userUid`. */
#define BWCAP_PATH_UN_REGISTER_USER_ID "user/id"
/** Name that the client application gave itself at the login; it tells the user's clients apart. */
#define BWCAP_PATH_UN_REGISTER_USER_APPLICATION_ID "user/applicationId"

/* Paths in commandData of sessionUpdate */

/** The user, and the state that all calls of the user share. */
#define BWCAP_PATH_SESSION_UPDATE_USER "user"
/** User id of the user whom the message is about, usually with a domain. Servers may leave it out beside `userUid`. */
#define BWCAP_PATH_SESSION_UPDATE_USER_ID "user/id"
/** Kind of client that the message comes from or goes to. */
#define BWCAP_PATH_SESSION_UPDATE_USER_USER_TYPE "user/userType"
/** Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login; there `id` names the user. */
#define BWCAP_PATH_SESSION_UPDATE_USER_USER_UID "user/userUid"
/** `true` if a phone of the user is off the hook. To a call client: only if this changed, or after the login. To a console: always, of the watched user. */
#define BWCAP_PATH_SESSION_UPDATE_USER_OFF_HOOK "user/offHook"
/** Number of calls of the user; a `callUpdate` follows for each. Only after a login. */
#define BWCAP_PATH_SESSION_UPDATE_USER_NUM_CALLS "user/numCalls"
/** Conference of the user. Sent after a login, and when the conference changes; absent if there is none. */
#define BWCAP_PATH_SESSION_UPDATE_USER_CONFERENCE "user/conference"
/** State of the conference. */
#define BWCAP_PATH_SESSION_UPDATE_USER_CONFERENCE_CONFERENCE_STATE "user/conference/conferenceState"
/** Calls in the conference, in any number (before 13.0 at least two). */
#define BWCAP_PATH_SESSION_UPDATE_USER_CONFERENCE_CALL_IN "user/conference/callIn"
/** Call id of a call in the conference. */
#define BWCAP_PATH_SESSION_UPDATE_USER_CONFERENCE_CALL_IN_CALL_IN_ID "user/conference/callIn/callInId"
/** Line of the phone that the conference is on, from 1 (since 13.0). */
#define BWCAP_PATH_SESSION_UPDATE_USER_CONFERENCE_APPEARANCE "user/conference/appearance"
/** Present if this user is silently monitoring the calls of the conference, which only this user is told (since 17.0). */
#define BWCAP_PATH_SESSION_UPDATE_USER_CONFERENCE_SILENTLY_MONITORED "user/conference/silentlyMonitored"
/** Most calls that the user can have at present; -1 if the user has no call, and sometimes else. Only after a login. */
#define BWCAP_PATH_SESSION_UPDATE_USER_MAX_CALLS "user/maxCalls"
/** `true` if the phone controls its calls by itself, as SIP phones do; always `true` if the user has no call. Only after a login. */
#define BWCAP_PATH_SESSION_UPDATE_USER_EP_CONTROL "user/epControl"
/** Name that the client application gave itself at the login (since 12.0). Servers send it empty in CCC2. */
#define BWCAP_PATH_SESSION_UPDATE_USER_APPLICATION_ID "user/applicationId"
/** Session id of the watched user, in messages to a console. */
#define BWCAP_PATH_SESSION_UPDATE_USER_MONITORED_USER_UID "user/monitoredUserUid"
/** User id of the watched user, in messages to a console (since 14.sp2). */
#define BWCAP_PATH_SESSION_UPDATE_USER_MONITORED_USER_ID "user/monitoredUserId"

/* Paths in commandData of profileUpdate */

/** The user, with the whole profile or what changed of it. */
#define BWCAP_PATH_PROFILE_UPDATE_USER "user"
/** User id of the user whom the profile belongs to; to a console, of the console's user. */
#define BWCAP_PATH_PROFILE_UPDATE_USER_ID "user/id"
/** Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login; there `id` names the user. */
#define BWCAP_PATH_PROFILE_UPDATE_USER_USER_UID "user/userUid"
/** Kind of client that the message comes from or goes to. */
#define BWCAP_PATH_PROFILE_UPDATE_USER_USER_TYPE "user/userType"
/** State of the agent, the same for all call centers of the agent (since 14.sp3). Absent if the user is no agent. */
#define BWCAP_PATH_PROFILE_UPDATE_USER_ACD_STATE "user/acdState"
/** Time at which the state of the agent changed last, in milliseconds since 1970 (since 16.0). */
#define BWCAP_PATH_PROFILE_UPDATE_USER_ACD_STATE_TIME "user/acdStateTime"
/** Present if this is the first update after a login, which has the whole profile. Otherwise the update has only what changed. */
#define BWCAP_PATH_PROFILE_UPDATE_USER_INITIAL_UPDATE "user/initialUpdate"
/** First name. Only in the initial update. */
#define BWCAP_PATH_PROFILE_UPDATE_USER_FIRST_NAME "user/firstName"
/** Last name. Only in the initial update. */
#define BWCAP_PATH_PROFILE_UPDATE_USER_LAST_NAME "user/lastName"
/** Phone number. Only in the initial update. */
#define BWCAP_PATH_PROFILE_UPDATE_USER_PHONE "user/phone"
/** Extension. Only in the initial update. */
#define BWCAP_PATH_PROFILE_UPDATE_USER_EXTENSION "user/extension"
/** Dialling code of the group's location within the enterprise (since 12.0). Only in the initial update. */
#define BWCAP_PATH_PROFILE_UPDATE_USER_LOCATION_CODE "user/locationCode"
/** `On` if the user's service provider is an enterprise (since 12.0). Only in the initial update. */
#define BWCAP_PATH_PROFILE_UPDATE_USER_ENTERPRISE_USER "user/enterpriseUser"
/** E-mail address. Only in the initial update. */
#define BWCAP_PATH_PROFILE_UPDATE_USER_EMAIL "user/email"
/** Number of the mobile phone. Only in the initial update of a watched user. */
#define BWCAP_PATH_PROFILE_UPDATE_USER_MOBILE "user/mobile"
/** Number of the pager. Only in the initial update of a watched user. */
#define BWCAP_PATH_PROFILE_UPDATE_USER_PAGER "user/pager"
/** Department. Only in the initial update of a watched user. */
#define BWCAP_PATH_PROFILE_UPDATE_USER_DEPARTMENT "user/department"
/** Job title. Only in the initial update of a watched user. */
#define BWCAP_PATH_PROFILE_UPDATE_USER_TITLE "user/title"
/** Id of the group. Only in the initial update. */
#define BWCAP_PATH_PROFILE_UPDATE_USER_GROUP_NAME "user/groupName"
/** Id of the service provider or enterprise. Only in the initial update. */
#define BWCAP_PATH_PROFILE_UPDATE_USER_SERVICE_PROVIDER_NAME "user/serviceProviderName"
/** E-mail address to which the client sends requests for support. Only in the initial update. */
#define BWCAP_PATH_PROFILE_UPDATE_USER_SUPPORT_EMAIL "user/supportEmail"
/** Three-Way Call (since 13.0): empty if not assigned, `On` if assigned and active. */
#define BWCAP_PATH_PROFILE_UPDATE_USER_THREE_WAY_CALL "user/threeWayCall"
/** N-Way Call (since 14.0): empty if not assigned, `On` if assigned and active. */
#define BWCAP_PATH_PROFILE_UPDATE_USER_N_WAY_CALL "user/nWayCall"
/** Call Transfer (since 13.0): empty if not assigned, `On` if assigned and active. */
#define BWCAP_PATH_PROFILE_UPDATE_USER_CALL_TRANSFER "user/callTransfer"
/** Call Forwarding Always. `Off` of a watched user may also mean that it is not assigned. */
#define BWCAP_PATH_PROFILE_UPDATE_USER_CFA "user/cfa"
/** Number or SIP URI to which calls are forwarded (since 14.sp4; CAP-C). Only present if the service is `On`. */
#define BWCAP_PATH_PROFILE_UPDATE_USER_CFA_CFA_DESTINATION "user/cfa/cfaDestination"
/** CommPilot Express: the name of the active profile; empty if not assigned. */
#define BWCAP_PATH_PROFILE_UPDATE_USER_CPE "user/cpe"
/** Call Waiting (since 16.0): empty if not assigned. */
#define BWCAP_PATH_PROFILE_UPDATE_USER_CWT "user/cwt"
/** Do Not Disturb. `Off` of a watched user may also mean that it is not assigned. */
#define BWCAP_PATH_PROFILE_UPDATE_USER_DND "user/dnd"
/** Last Number Redial: empty if not assigned, `On` if assigned and active. */
#define BWCAP_PATH_PROFILE_UPDATE_USER_LNRD "user/lnrd"
/** Outlook Integration: empty if not assigned or not active. */
#define BWCAP_PATH_PROFILE_UPDATE_USER_OI "user/oi"
/** Remote Office. */
#define BWCAP_PATH_PROFILE_UPDATE_USER_RO "user/ro"
/** LDAP Integration. Only in the initial update. */
#define BWCAP_PATH_PROFILE_UPDATE_USER_LI "user/li"
/** Simultaneous Ringing (since 14.sp5). */
#define BWCAP_PATH_PROFILE_UPDATE_USER_SIMRING "user/simring"
/** Name that the client application gave itself at the login (since 12.0). Servers send it empty in CCC2. */
#define BWCAP_PATH_PROFILE_UPDATE_USER_APPLICATION_ID "user/applicationId"
/** Voice Messaging of the user (since 2.0). Only in the initial update. */
#define BWCAP_PATH_PROFILE_UPDATE_USER_VOICE_MESSAGING "user/voiceMessaging"
/** Voice Messaging of the group (since 2.0): empty if not assigned to the group. Only in the initial update. */
#define BWCAP_PATH_PROFILE_UPDATE_USER_VOICE_MESSAGING_GROUP "user/voiceMessagingGroup"
/** Third-Party Voice Mail Support of the user (since 2.0). Only in the initial update. */
#define BWCAP_PATH_PROFILE_UPDATE_USER_THIRD_PARTY_VOICE_MESSAGING "user/thirdPartyVoiceMessaging"
/** Third-Party Voice Mail Support of the group (since 2.0): empty if the group is not authorised, `Off` if it is and the service is not active. Only in the initial update. */
#define BWCAP_PATH_PROFILE_UPDATE_USER_THIRD_PARTY_VM_GROUP "user/thirdPartyVMGroup"
/** `true` if new messages wait in the voice mail of the platform (since 11.1). */
#define BWCAP_PATH_PROFILE_UPDATE_USER_HAS_VM_MESSAGES "user/hasVMMessages"
/** `true` if new messages wait in a third-party voice mail (since 11.1). */
#define BWCAP_PATH_PROFILE_UPDATE_USER_HAS_THIRD_PARTY_VM_MESSAGES "user/hasThirdPartyVMMessages"
/** `On` if at least one of the two call log services, basic and enhanced, is assigned (since 12.0). Only in the initial update. */
#define BWCAP_PATH_PROFILE_UPDATE_USER_CALL_LOGS "user/callLogs"
/** Session id of the watched user, in messages to a console. */
#define BWCAP_PATH_PROFILE_UPDATE_USER_MONITORED_USER_UID "user/monitoredUserUid"
/** User id of the watched user, in messages to a console (since 14.sp2). */
#define BWCAP_PATH_PROFILE_UPDATE_USER_MONITORED_USER_ID "user/monitoredUserId"
/** Call centers of an agent (since 14.sp3): all of them in the initial update, later those whose `joinCallCenter` changed. */
#define BWCAP_PATH_PROFILE_UPDATE_USER_CALL_CENTER "user/callCenter"
/** User id of the call center. */
#define BWCAP_PATH_PROFILE_UPDATE_USER_CALL_CENTER_ID "user/callCenter/id"
/** `true` if the agent takes part in this call center at present. */
#define BWCAP_PATH_PROFILE_UPDATE_USER_CALL_CENTER_JOIN_CALL_CENTER "user/callCenter/joinCallCenter"
/** Country code of the primary number (since 14.sp4); empty if the user has no such number. Only in the initial update. */
#define BWCAP_PATH_PROFILE_UPDATE_USER_COUNTRY_CODE "user/countryCode"
/** Prefix of national calls in the country of the primary number (since 14.sp4); empty if there is no prefix or no such number. Only in the initial update. */
#define BWCAP_PATH_PROFILE_UPDATE_USER_NATIONAL_PREFIX "user/nationalPrefix"
/** Host that the user is a guest of (since 17.0); empty if of none. */
#define BWCAP_PATH_PROFILE_UPDATE_USER_HOTELING_HOST "user/hotelingHost"
/** Code for the reason why the agent is unavailable (since 17.0); empty if there is none. */
#define BWCAP_PATH_PROFILE_UPDATE_USER_UNAVAILABILITY_CODE "user/unavailabilityCode"
/** Call id of the last call of a call center, in or out, whose work the agent finishes (since 17.0). Only when the agent has gone to `Wrap-up`. */
#define BWCAP_PATH_PROFILE_UPDATE_USER_WRAP_UP_CALL_CENTER_CALL_ID "user/wrapUpCallCenterCallId"

/* Paths in commandData of callUpdate */

/** The user, and the call that changed. */
#define BWCAP_PATH_CALL_UPDATE_USER "user"
/** User id of the user whom the message is about, usually with a domain. Servers may leave it out beside `userUid`. */
#define BWCAP_PATH_CALL_UPDATE_USER_ID "user/id"
/** Kind of client that the message comes from or goes to. */
#define BWCAP_PATH_CALL_UPDATE_USER_USER_TYPE "user/userType"
/** Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login; there `id` names the user. */
#define BWCAP_PATH_CALL_UPDATE_USER_USER_UID "user/userUid"
/** Call whose state is new or changed. The specification sends one in each message, although the DTDs allow any number (E085). */
#define BWCAP_PATH_CALL_UPDATE_USER_CALL "user/call"
/** Call id, opaque; unique on one Application Server. Both legs of a call that was placed by `callAction` have the same one (since 16.0). */
#define BWCAP_PATH_CALL_UPDATE_USER_CALL_CALL_ID "user/call/callId"
/** Id that the call keeps when it is forwarded from user to user (since 2.0). Of INSC users, the call id of the Wholesale Protocol, unique in the world. */
#define BWCAP_PATH_CALL_UPDATE_USER_CALL_EXT_TRACKING_ID "user/call/extTrackingId"
/** Line of the phone, from 1, that the call is on; -1 if it is on none (since 13.0). Of INSC users, a number that tells simultaneous calls apart. */
#define BWCAP_PATH_CALL_UPDATE_USER_CALL_APPEARANCE "user/call/appearance"
/** Side of the call that the user is on. */
#define BWCAP_PATH_CALL_UPDATE_USER_CALL_PERSONALITY "user/call/personality"
/** State of the call. */
#define BWCAP_PATH_CALL_UPDATE_USER_CALL_STATE "user/call/state"
/** Why the call was released. It means nothing before state 5: until then it is 0. */
#define BWCAP_PATH_CALL_UPDATE_USER_CALL_RELEASE_CAUSE "user/call/releaseCause"
/** Country code of `remoteNumber`. */
#define BWCAP_PATH_CALL_UPDATE_USER_CALL_REMOTE_COUNTRY_CODE "user/call/remoteCountryCode"
/** Number of the other side; `Private` if it must not be shown, `Unavailable` if it is not known. */
#define BWCAP_PATH_CALL_UPDATE_USER_CALL_REMOTE_NUMBER "user/call/remoteNumber"
/** Name of the other side; empty if it is not known. */
#define BWCAP_PATH_CALL_UPDATE_USER_CALL_REMOTE_NAME "user/call/remoteName"
/** Number of the other side as a `tel:` URI in E.164 form, perhaps with the parameters `ext` and `phone-context`; or `Private` or `Unavailable` (since 16.0). */
#define BWCAP_PATH_CALL_UPDATE_USER_CALL_REMOTE_TEL_URI "user/call/remoteTelUri"
/** Which of the user's numbers the call is made from or received on: the main number or an alternate one. */
#define BWCAP_PATH_CALL_UPDATE_USER_CALL_LOCAL_ALT_TYPE "user/call/localAltType"
/** Line and port of the device that the call is at, for users with several devices (Multiple Call Arrangement, since 13.0). */
#define BWCAP_PATH_CALL_UPDATE_USER_CALL_LINE_PORT "user/call/linePort"
/** Country code of `redirectFromNumber` (VoIP, since 11.1). */
#define BWCAP_PATH_CALL_UPDATE_USER_CALL_REDIRECT_FROM_COUNTRY_CODE "user/call/redirectFromCountryCode"
/** Number of the party that redirected the call to this user, if it may be shown (VoIP, since 11.1). */
#define BWCAP_PATH_CALL_UPDATE_USER_CALL_REDIRECT_FROM_NUMBER "user/call/redirectFromNumber"
/** Name of the party that redirected the call to this user, if it may be shown (VoIP, since 11.1). */
#define BWCAP_PATH_CALL_UPDATE_USER_CALL_REDIRECT_FROM_NAME "user/call/redirectFromName"
/** Why that party redirected the call; may be empty (VoIP, since 11.1). */
#define BWCAP_PATH_CALL_UPDATE_USER_CALL_REDIRECT_FROM_REASON "user/call/redirectFromReason"
/** Kind of call (since 14.sp3). Servers often leave it out (E045). */
#define BWCAP_PATH_CALL_UPDATE_USER_CALL_CALL_TYPE "user/call/callType"
/** Time at which the user placed or received the call, in milliseconds since 1970 (since 16.0). */
#define BWCAP_PATH_CALL_UPDATE_USER_CALL_CALL_START_TIME "user/call/callStartTime"
/** Time at which the call was answered, in milliseconds since 1970 (since 16.0); absent until then. */
#define BWCAP_PATH_CALL_UPDATE_USER_CALL_CALL_ANSWER_TIME "user/call/callAnswerTime"
/** User id of the call center that was called before the call came to this agent (since 14.sp3). Absent if the user is no agent, was called directly, or placed the call. */
#define BWCAP_PATH_CALL_UPDATE_USER_CALL_CALL_CENTER_USER_ID "user/call/callCenterUserId"
/** Number of the user that the call is made from or received on; see `localAltType` (CCC2). */
#define BWCAP_PATH_CALL_UPDATE_USER_CALL_LOCAL_NUMBER "user/call/localNumber"
/** Number to which the call is redirected (CCC2). */
#define BWCAP_PATH_CALL_UPDATE_USER_CALL_REDIRECT_TO_NUM "user/call/redirectToNum"
/** Why the call is redirected to `redirectToNum` (CCC2). */
#define BWCAP_PATH_CALL_UPDATE_USER_CALL_REDIRECT_TO_REASON "user/call/redirectToReason"
/** Number of redirections: the `redirectCounter` of the Wholesale Protocol (INSC). */
#define BWCAP_PATH_CALL_UPDATE_USER_CALL_REDIRECT_FROM_COUNTER "user/call/redirectFromCounter"
/** Number that was called: the field of the same name in the Wholesale Protocol (INSC). */
#define BWCAP_PATH_CALL_UPDATE_USER_CALL_ORIG_CALLED_NUM "user/call/origCalledNum"
/** Reason of the redirection: the field of the same name in the Wholesale Protocol (INSC). Its values are not documented. */
#define BWCAP_PATH_CALL_UPDATE_USER_CALL_ORIG_REDIR_REASON "user/call/origRedirReason"
/** Why the call came back (since 14.sp4); absent if it did not. */
#define BWCAP_PATH_CALL_UPDATE_USER_CALL_RECALL_TYPE "user/call/recallType"
/** Data of the call center that the call comes from (since 17.0); absent of any other call. */
#define BWCAP_PATH_CALL_UPDATE_USER_CALL_CALL_CENTER "user/call/callCenter"
/** User id of the call center. */
#define BWCAP_PATH_CALL_UPDATE_USER_CALL_CALL_CENTER_ID "user/call/callCenter/id"
/** Name of the number of the call center that was dialled, if it has one. */
#define BWCAP_PATH_CALL_UPDATE_USER_CALL_CALL_CENTER_DNIS_NAME "user/call/callCenter/DNISName"
/** Number of the call center that was dialled, if it is known. */
#define BWCAP_PATH_CALL_UPDATE_USER_CALL_CALL_CENTER_DNIS_NUMBER "user/call/callCenter/DNISNumber"
/** Time that the call has waited in the queue, in milliseconds. */
#define BWCAP_PATH_CALL_UPDATE_USER_CALL_CALL_CENTER_CALL_WAIT_TIME "user/call/callCenter/callWaitTime"
/** Longest wait of a call in the queue, in milliseconds. */
#define BWCAP_PATH_CALL_UPDATE_USER_CALL_CALL_CENTER_LONGEST_WAIT_TIME "user/call/callCenter/longestWaitTime"
/** Number of calls that still wait in the queue. */
#define BWCAP_PATH_CALL_UPDATE_USER_CALL_CALL_CENTER_NUM_CALLS_IN_QUEUE "user/call/callCenter/numCallsInQueue"
/** Present when the timer that reminds the user of a held call has run out on the server (since 17.0). */
#define BWCAP_PATH_CALL_UPDATE_USER_CALL_HOLD_REMINDER "user/call/holdReminder"
/** Name that the client application gave itself at the login (since 12.0). Servers send it empty in CCC2. */
#define BWCAP_PATH_CALL_UPDATE_USER_APPLICATION_ID "user/applicationId"
/** Session id of the watched user, in messages to a console. */
#define BWCAP_PATH_CALL_UPDATE_USER_MONITORED_USER_UID "user/monitoredUserUid"
/** User id of the watched user, in messages to a console (since 14.sp2). */
#define BWCAP_PATH_CALL_UPDATE_USER_MONITORED_USER_ID "user/monitoredUserId"

/* Paths in commandData of callAction */

/** The user, and what to do. */
#define BWCAP_PATH_CALL_ACTION_USER "user"
/** Kind of client that the message comes from or goes to. */
#define BWCAP_PATH_CALL_ACTION_USER_USER_TYPE "user/userType"
/** Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login; there `id` names the user. */
#define BWCAP_PATH_CALL_ACTION_USER_USER_UID "user/userUid"
/** User id of the user whom the message is about, usually with a domain. Servers may leave it out beside `userUid`. */
#define BWCAP_PATH_CALL_ACTION_USER_ID "user/id"
/** Name that the client application gave itself at the login (since 14.sp3). Left out in CCC2. */
#define BWCAP_PATH_CALL_ACTION_USER_APPLICATION_ID "user/applicationId"
/** What the server is asked to do. */
#define BWCAP_PATH_CALL_ACTION_USER_ACTION "user/action"
/** Kind of action. INSC users can only use `Release`, `Answer`, `Xfer` and `XferVM`. */
#define BWCAP_PATH_CALL_ACTION_USER_ACTION_ACTION_TYPE "user/action/actionType"
/** `True` to be answered by a `callActionResponse` (since 17.0), which only `TagCallWithDispositionCode` and `CustOriginatedTraceCall` can; absent means `False`. */
#define BWCAP_PATH_CALL_ACTION_USER_ACTION_RESPONSE_REQUESTED "user/action/responseRequested"
/** Any text by which the client recognises the response (since 17.0). Not a user id. */
#define BWCAP_PATH_CALL_ACTION_USER_ACTION_ID "user/action/id"
/** Parameters. Their order counts, and a name can occur twice (`XferConsult`, `ConfStart`). */
#define BWCAP_PATH_CALL_ACTION_USER_ACTION_ACTION_PARAM "user/action/actionParam"
/** Meaning of the parameter. */
#define BWCAP_PATH_CALL_ACTION_USER_ACTION_ACTION_PARAM_ACTION_PARAM_NAME "user/action/actionParam/actionParamName"

/* Paths in commandData of callActionResponse */

/** The user, and the outcome. */
#define BWCAP_PATH_CALL_ACTION_RESPONSE_USER "user"
/** Kind of client that the message comes from or goes to. */
#define BWCAP_PATH_CALL_ACTION_RESPONSE_USER_USER_TYPE "user/userType"
/** Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login; there `id` names the user. */
#define BWCAP_PATH_CALL_ACTION_RESPONSE_USER_USER_UID "user/userUid"
/** User id of the user whom the message is about, usually with a domain. Servers may leave it out beside `userUid`. */
#define BWCAP_PATH_CALL_ACTION_RESPONSE_USER_ID "user/id"
/** Name that the client application gave itself at the login; it tells the user's clients apart. */
#define BWCAP_PATH_CALL_ACTION_RESPONSE_USER_APPLICATION_ID "user/applicationId"
/** The action that is answered, with its outcome. */
#define BWCAP_PATH_CALL_ACTION_RESPONSE_USER_ACTION "user/action"
/** Kind of the action that the outcome belongs to. */
#define BWCAP_PATH_CALL_ACTION_RESPONSE_USER_ACTION_ACTION_TYPE "user/action/actionType"
/** The `id` of the `callAction` that is answered; absent if it had none. */
#define BWCAP_PATH_CALL_ACTION_RESPONSE_USER_ACTION_ID "user/action/id"
/** Outcome of the action. */
#define BWCAP_PATH_CALL_ACTION_RESPONSE_USER_ACTION_RESULT "user/action/result"
/** `true` if the action was done, `false` if it failed. */
#define BWCAP_PATH_CALL_ACTION_RESPONSE_USER_ACTION_RESULT_SUCCESS "user/action/result/success"
/** What went wrong, for people. Only of an action that failed. */
#define BWCAP_PATH_CALL_ACTION_RESPONSE_USER_ACTION_RESULT_MESSAGE "user/action/result/message"

/* Paths in commandData of callControlInfo */

/** The user, and the call that can be controlled. */
#define BWCAP_PATH_CALL_CONTROL_INFO_USER "user"
/** User id of the user whom the message is about, usually with a domain. Servers may leave it out beside `userUid`. */
#define BWCAP_PATH_CALL_CONTROL_INFO_USER_ID "user/id"
/** Kind of client that the message comes from or goes to. */
#define BWCAP_PATH_CALL_CONTROL_INFO_USER_USER_TYPE "user/userType"
/** Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login; there `id` names the user. */
#define BWCAP_PATH_CALL_CONTROL_INFO_USER_USER_UID "user/userUid"
/** Call that the client can control. */
#define BWCAP_PATH_CALL_CONTROL_INFO_USER_CALL "user/call"
/** Call id, opaque; unique on one Application Server. Both legs of a call that was placed by `callAction` have the same one (since 16.0). */
#define BWCAP_PATH_CALL_CONTROL_INFO_USER_CALL_CALL_ID "user/call/callId"
/** Id that the call keeps when it is forwarded from user to user (since 2.0). Of INSC users, the call id of the Wholesale Protocol, unique in the world. */
#define BWCAP_PATH_CALL_CONTROL_INFO_USER_CALL_EXT_TRACKING_ID "user/call/extTrackingId"
/** Operations, each with `True` if the client can do it with this call at present. */
#define BWCAP_PATH_CALL_CONTROL_INFO_USER_CALL_CONTROL "user/call/control"
/** Operation (`Hold` and `Retrieve` since 11.0). */
#define BWCAP_PATH_CALL_CONTROL_INFO_USER_CALL_CONTROL_CONTROL_TYPE "user/call/control/controlType"
/** Name that the client application gave itself at the login (since 12.0). Servers send it empty in CCC2. */
#define BWCAP_PATH_CALL_CONTROL_INFO_USER_APPLICATION_ID "user/applicationId"

/* Paths in commandData of externalNotify */

/** The user, and the indicators to switch. */
#define BWCAP_PATH_EXTERNAL_NOTIFY_USER "user"
/** Kind of client that the message comes from or goes to. */
#define BWCAP_PATH_EXTERNAL_NOTIFY_USER_USER_TYPE "user/userType"
/** Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login; there `id` names the user. */
#define BWCAP_PATH_EXTERNAL_NOTIFY_USER_USER_UID "user/userUid"
/** User id of the user whom the message is about, usually with a domain. Servers may leave it out beside `userUid`. */
#define BWCAP_PATH_EXTERNAL_NOTIFY_USER_ID "user/id"
/** Name that the client application gave itself at the login (since 14.sp3). Left out in CCC2. */
#define BWCAP_PATH_EXTERNAL_NOTIFY_USER_APPLICATION_ID "user/applicationId"
/** Switches the message waiting indicator of a third-party voice mail; absent leaves it as it is. */
#define BWCAP_PATH_EXTERNAL_NOTIFY_USER_THIRD_PARTY_MWI "user/thirdPartyMWI"
/** Present to put out the message waiting indicator of the platform's own voice mail. */
#define BWCAP_PATH_EXTERNAL_NOTIFY_USER_CLEAR_VMMWI "user/clearVMMWI"

/* Paths in commandData of infoRequest */

/** Present to ask which versions of the protocol the server supports. */
#define BWCAP_PATH_INFO_REQUEST_CAP_VERSION_REQUEST "capVersionRequest"

/* Paths in commandData of infoResponse */

/** Versions of the protocol that the server supports. */
#define BWCAP_PATH_INFO_RESPONSE_CAP_VERSION_RESPONSE "capVersionResponse"

/* Paths in commandData of serverStatusRequest */

/** The user whose session is kept alive. Absent in CCC2, and in keepalives of a server. */
#define BWCAP_PATH_SERVER_STATUS_REQUEST_USER "user"
/** Kind of client that the message comes from or goes to. */
#define BWCAP_PATH_SERVER_STATUS_REQUEST_USER_USER_TYPE "user/userType"
/** Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login; there `id` names the user. */
#define BWCAP_PATH_SERVER_STATUS_REQUEST_USER_USER_UID "user/userUid"
/** User id of the user whom the message is about, usually with a domain. Servers may leave it out beside `userUid`. */
#define BWCAP_PATH_SERVER_STATUS_REQUEST_USER_ID "user/id"
/** Name that the client application gave itself at the login; it tells the user's clients apart. */
#define BWCAP_PATH_SERVER_STATUS_REQUEST_USER_APPLICATION_ID "user/applicationId"

/* Paths in commandData of monitoringUsersRequest */

/** The user of the console, and the users to watch. */
#define BWCAP_PATH_MONITORING_USERS_REQUEST_USER "user"
/** Kind of client that the message comes from or goes to. */
#define BWCAP_PATH_MONITORING_USERS_REQUEST_USER_USER_TYPE "user/userType"
/** Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login; there `id` names the user. */
#define BWCAP_PATH_MONITORING_USERS_REQUEST_USER_USER_UID "user/userUid"
/** User id of the user whom the message is about, usually with a domain. Servers may leave it out beside `userUid`. */
#define BWCAP_PATH_MONITORING_USERS_REQUEST_USER_ID "user/id"
/** Name that the client application gave itself at the login; it tells the user's clients apart. */
#define BWCAP_PATH_MONITORING_USERS_REQUEST_USER_APPLICATION_ID "user/applicationId"
/** What to do with the list of watched users. */
#define BWCAP_PATH_MONITORING_USERS_REQUEST_USER_MONITORING "user/monitoring"
/** What to do with the list of watched users. */
#define BWCAP_PATH_MONITORING_USERS_REQUEST_USER_MONITORING_MON_TYPE "user/monitoring/monType"
/** Login ids of the users to add to the list, to remove from it, or to replace it with. */
#define BWCAP_PATH_MONITORING_USERS_REQUEST_USER_MON_USER "user/monUser"

/* Paths in commandData of monitoringUsersResponse */

/** The user of the console, and the outcome. */
#define BWCAP_PATH_MONITORING_USERS_RESPONSE_USER "user"
/** User id of the user whom the message is about, usually with a domain. Servers may leave it out beside `userUid`. */
#define BWCAP_PATH_MONITORING_USERS_RESPONSE_USER_ID "user/id"
/** Kind of client that the message comes from or goes to. */
#define BWCAP_PATH_MONITORING_USERS_RESPONSE_USER_USER_TYPE "user/userType"
/** Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login; there `id` names the user. */
#define BWCAP_PATH_MONITORING_USERS_RESPONSE_USER_USER_UID "user/userUid"
/** Name that the client application gave itself at the login; it tells the user's clients apart. */
#define BWCAP_PATH_MONITORING_USERS_RESPONSE_USER_APPLICATION_ID "user/applicationId"
/** Outcome of the whole request. */
#define BWCAP_PATH_MONITORING_USERS_RESPONSE_USER_MON_RESULT "user/monResult"
/** `true` if the whole request succeeded; `false` if it failed for at least one user, each of which is listed. */
#define BWCAP_PATH_MONITORING_USERS_RESPONSE_USER_MON_RESULT_SUCCESS "user/monResult/success"
/** Users that could not be added, or not be removed; none if the request succeeded. */
#define BWCAP_PATH_MONITORING_USERS_RESPONSE_USER_FAILED_USER "user/failedUser"
/** Why the user could not be added or removed. */
#define BWCAP_PATH_MONITORING_USERS_RESPONSE_USER_FAILED_USER_FAILURE_REASON "user/failedUser/failureReason"
/** Login id of the user that could not be added or removed. */
#define BWCAP_PATH_MONITORING_USERS_RESPONSE_USER_FAILED_USER_ID "user/failedUser/id"

/* Paths in commandData of queueUpdate */

/** The user of the call center. */
#define BWCAP_PATH_QUEUE_UPDATE_USER "user"
/** User id of the call center. */
#define BWCAP_PATH_QUEUE_UPDATE_USER_ID "user/id"
/** Kind of client that the message comes from or goes to. */
#define BWCAP_PATH_QUEUE_UPDATE_USER_USER_TYPE "user/userType"
/** Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login; there `id` names the user. */
#define BWCAP_PATH_QUEUE_UPDATE_USER_USER_UID "user/userUid"
/** Name that the client application gave itself at the login (since 14.sp3). Left out in CCC2. */
#define BWCAP_PATH_QUEUE_UPDATE_USER_APPLICATION_ID "user/applicationId"
/** The queue, or what changed in it. */
#define BWCAP_PATH_QUEUE_UPDATE_QUEUE "queue"
/** What happened. It also tells whether the update has the whole queue or only what changed. */
#define BWCAP_PATH_QUEUE_UPDATE_QUEUE_UPDATE_REASON "queue/updateReason"
/** Calls: for `Initial`, `CallReordered` and `Refresh` all calls, in the order of the queue; otherwise those that changed. A call that left the queue may have its id alone. */
#define BWCAP_PATH_QUEUE_UPDATE_QUEUE_QUEUE_CALL "queue/queueCall"
/** Call id, opaque. */
#define BWCAP_PATH_QUEUE_UPDATE_QUEUE_QUEUE_CALL_CALL_ID "queue/queueCall/callId"
/** Country code of `remoteNumber`. */
#define BWCAP_PATH_QUEUE_UPDATE_QUEUE_QUEUE_CALL_REMOTE_COUNTRY_CODE "queue/queueCall/remoteCountryCode"
/** Number of the caller; `Private` if it must not be shown, `Unavailable` if it is not known. */
#define BWCAP_PATH_QUEUE_UPDATE_QUEUE_QUEUE_CALL_REMOTE_NUMBER "queue/queueCall/remoteNumber"
/** Name of the caller; empty if it is not known. */
#define BWCAP_PATH_QUEUE_UPDATE_QUEUE_QUEUE_CALL_REMOTE_NAME "queue/queueCall/remoteName"
/** Time at which the call entered the queue, in milliseconds since 1970. The call has waited since then, and before that for `preservedWaitTime`. */
#define BWCAP_PATH_QUEUE_UPDATE_QUEUE_QUEUE_CALL_TIME_ADDED "queue/queueCall/timeAdded"
/** Whether the entrance message that every caller must hear is being played to the call (since 16.0). */
#define BWCAP_PATH_QUEUE_UPDATE_QUEUE_QUEUE_CALL_MANDATORY_ENTRANCE "queue/queueCall/mandatoryEntrance"
/** `true` if the call was offered to an agent before and came back (since 16.0). */
#define BWCAP_PATH_QUEUE_UPDATE_QUEUE_QUEUE_CALL_BOUNCED_CALL "queue/queueCall/bouncedCall"
/** `true` if the call was moved in the queue before (since 16.0). */
#define BWCAP_PATH_QUEUE_UPDATE_QUEUE_QUEUE_CALL_REORDERED_CALL "queue/queueCall/reorderedCall"
/** Time that the call had waited before it was added, in milliseconds (since 16.0); it counts in addition to the time since `timeAdded`. */
#define BWCAP_PATH_QUEUE_UPDATE_QUEUE_QUEUE_CALL_PRESERVED_WAIT_TIME "queue/queueCall/preservedWaitTime"
/** Place in the queue, from 1 at the head. */
#define BWCAP_PATH_QUEUE_UPDATE_QUEUE_QUEUE_CALL_POSITION "queue/queueCall/position"
/** Priority of the call (since 17.0). */
#define BWCAP_PATH_QUEUE_UPDATE_QUEUE_QUEUE_CALL_PRIORITY "queue/queueCall/priority"
/** Name of the number of the call center that was dialled (since 17.0). */
#define BWCAP_PATH_QUEUE_UPDATE_QUEUE_QUEUE_CALL_DNIS_NAME "queue/queueCall/DNISName"
/** Number of the call center that was dialled (since 17.0). */
#define BWCAP_PATH_QUEUE_UPDATE_QUEUE_QUEUE_CALL_DNIS_NUMBER "queue/queueCall/DNISNumber"
/** Time at which the call came to its priority, in milliseconds since 1970 (since 17.0). */
#define BWCAP_PATH_QUEUE_UPDATE_QUEUE_QUEUE_CALL_ADD_TIME_IN_PRIORITY_BUCKET "queue/queueCall/addTimeInPriorityBucket"
/** Time that the call had waited when it came to its priority, in milliseconds (since 17.0). */
#define BWCAP_PATH_QUEUE_UPDATE_QUEUE_QUEUE_CALL_PRESERVED_WAIT_TIME_IN_PRIORITY_BUCKET "queue/queueCall/preservedWaitTimeInPriorityBucket"

/* Paths in commandData of queueAction */

/** The user of the call center. */
#define BWCAP_PATH_QUEUE_ACTION_USER "user"
/** Kind of client that the message comes from or goes to. */
#define BWCAP_PATH_QUEUE_ACTION_USER_USER_TYPE "user/userType"
/** Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login; there `id` names the user. */
#define BWCAP_PATH_QUEUE_ACTION_USER_USER_UID "user/userUid"
/** User id of the call center. */
#define BWCAP_PATH_QUEUE_ACTION_USER_ID "user/id"
/** Name that the client application gave itself at the login (since 14.sp3). Left out in CCC2. */
#define BWCAP_PATH_QUEUE_ACTION_USER_APPLICATION_ID "user/applicationId"
/** What to do with the queue. */
#define BWCAP_PATH_QUEUE_ACTION_QUEUE_ACTION_DATA "queueActionData"
/** Kind of action (`Promote` since 17.0). */
#define BWCAP_PATH_QUEUE_ACTION_QUEUE_ACTION_DATA_ACTION_TYPE "queueActionData/actionType"
/** The call that the action is about, at most one; absent of `Refresh`. */
#define BWCAP_PATH_QUEUE_ACTION_QUEUE_ACTION_DATA_QUEUE_CALL "queueActionData/queueCall"
/** Call id of the call in the queue, as `queueUpdate` told it. */
#define BWCAP_PATH_QUEUE_ACTION_QUEUE_ACTION_DATA_QUEUE_CALL_CALL_ID "queueActionData/queueCall/callId"
/** New place in the queue, from 1 at the head, for `Reorder`. */
#define BWCAP_PATH_QUEUE_ACTION_QUEUE_ACTION_DATA_QUEUE_CALL_POSITION "queueActionData/queueCall/position"
/** Number to transfer the call to, for `Transfer`. */
#define BWCAP_PATH_QUEUE_ACTION_QUEUE_ACTION_DATA_QUEUE_CALL_DESTINATION "queueActionData/queueCall/destination"
/** Priority to give the call, for `Promote` (since 17.0). */
#define BWCAP_PATH_QUEUE_ACTION_QUEUE_ACTION_DATA_QUEUE_CALL_PRIORITY "queueActionData/queueCall/priority"

/* Paths in commandData of queueProfileUpdate */

/** The user of the call center, and the settings of its queue. */
#define BWCAP_PATH_QUEUE_PROFILE_UPDATE_USER "user"
/** User id of the call center. */
#define BWCAP_PATH_QUEUE_PROFILE_UPDATE_USER_ID "user/id"
/** Kind of client that the message comes from or goes to. */
#define BWCAP_PATH_QUEUE_PROFILE_UPDATE_USER_USER_TYPE "user/userType"
/** Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login; there `id` names the user. */
#define BWCAP_PATH_QUEUE_PROFILE_UPDATE_USER_USER_UID "user/userUid"
/** Present if this is the first update after a login (CAP-C). Otherwise the settings have changed. */
#define BWCAP_PATH_QUEUE_PROFILE_UPDATE_USER_INITIAL_UPDATE "user/initialUpdate"
/** Name that the client application gave itself at the login; it tells the user's clients apart. */
#define BWCAP_PATH_QUEUE_PROFILE_UPDATE_USER_APPLICATION_ID "user/applicationId"
/** State of the night service. Its schedule is not part of this protocol. */
#define BWCAP_PATH_QUEUE_PROFILE_UPDATE_USER_NIGHT_SERVICE "user/nightService"
/** State of the holiday service. Its schedule is not part of this protocol. */
#define BWCAP_PATH_QUEUE_PROFILE_UPDATE_USER_HOLIDAY_SERVICE "user/holidayService"
/** State of forced forwarding. */
#define BWCAP_PATH_QUEUE_PROFILE_UPDATE_USER_FORCED_FORWARDING "user/forcedForwarding"

/* Paths in commandData of queueInfoRequest */

/** The agent who asks. */
#define BWCAP_PATH_QUEUE_INFO_REQUEST_USER "user"
/** Kind of client that the message comes from or goes to. */
#define BWCAP_PATH_QUEUE_INFO_REQUEST_USER_USER_TYPE "user/userType"
/** Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login; there `id` names the user. */
#define BWCAP_PATH_QUEUE_INFO_REQUEST_USER_USER_UID "user/userUid"
/** User id of the user whom the message is about, usually with a domain. Servers may leave it out beside `userUid`. */
#define BWCAP_PATH_QUEUE_INFO_REQUEST_USER_ID "user/id"
/** Name that the client application gave itself at the login; it tells the user's clients apart. */
#define BWCAP_PATH_QUEUE_INFO_REQUEST_USER_APPLICATION_ID "user/applicationId"

/* Paths in commandData of queueInfoResponse */

/** The agent who asked, and the agent's queues. */
#define BWCAP_PATH_QUEUE_INFO_RESPONSE_USER "user"
/** Kind of client that the message comes from or goes to. */
#define BWCAP_PATH_QUEUE_INFO_RESPONSE_USER_USER_TYPE "user/userType"
/** Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login; there `id` names the user. */
#define BWCAP_PATH_QUEUE_INFO_RESPONSE_USER_USER_UID "user/userUid"
/** User id of the user whom the message is about, usually with a domain. Servers may leave it out beside `userUid`. */
#define BWCAP_PATH_QUEUE_INFO_RESPONSE_USER_ID "user/id"
/** Name that the client application gave itself at the login; it tells the user's clients apart. */
#define BWCAP_PATH_QUEUE_INFO_RESPONSE_USER_APPLICATION_ID "user/applicationId"
/** Call centers that the agent has joined, in any number. */
#define BWCAP_PATH_QUEUE_INFO_RESPONSE_USER_CALLCENTER "user/callcenter"
/** User id of the call center. */
#define BWCAP_PATH_QUEUE_INFO_RESPONSE_USER_CALLCENTER_ID "user/callcenter/id"
/** Number of calls that wait in the queue. How a failure looks is not documented. */
#define BWCAP_PATH_QUEUE_INFO_RESPONSE_USER_CALLCENTER_NUM_CALLS_IN_QUEUE "user/callcenter/numCallsInQueue"

/* Paths in commandData of datagram */

/** Client that sends. */
#define BWCAP_PATH_DATAGRAM_FROM "from"
/** The user and the client that send. */
#define BWCAP_PATH_DATAGRAM_FROM_USER "from/user"
/** Kind of client. */
#define BWCAP_PATH_DATAGRAM_FROM_USER_USER_TYPE "from/user/userType"
/** User id. */
#define BWCAP_PATH_DATAGRAM_FROM_USER_ID "from/user/id"
/** Name of the client application, without which the client cannot be found; also in CCC2. */
#define BWCAP_PATH_DATAGRAM_FROM_USER_APPLICATION_ID "from/user/applicationId"
/** Client that receives. */
#define BWCAP_PATH_DATAGRAM_TO "to"
/** The user and the client that receive. */
#define BWCAP_PATH_DATAGRAM_TO_USER "to/user"
/** Kind of client. */
#define BWCAP_PATH_DATAGRAM_TO_USER_USER_TYPE "to/user/userType"
/** User id. */
#define BWCAP_PATH_DATAGRAM_TO_USER_ID "to/user/id"
/** Name of the client application, without which the client cannot be found; also in CCC2. */
#define BWCAP_PATH_DATAGRAM_TO_USER_APPLICATION_ID "to/user/applicationId"
/** Data for the receiver, which the server passes on as they are. */
#define BWCAP_PATH_DATAGRAM_PAYLOAD "payload"
/** Media type of the data, such as `text/plain`; any text. */
#define BWCAP_PATH_DATAGRAM_PAYLOAD_PAYLOAD_TYPE "payload/payloadType"

/* Words of fields */

/** Client that controls the calls of its own user, or manages a queue for the virtual user of a call center. */
#define BWCAP_WORD_USER_TYPE_CALL_CLIENT "CallClient"
/** Console that watches other users. Only CAP-C has consoles; in CCC2 a message can still name one as the client that it is addressed to. */
#define BWCAP_WORD_USER_TYPE_ATTENDANT_CONSOLE "AttendantConsole"
/** Nobody of this id is known: not in this cluster, or not as a user. */
#define BWCAP_WORD_FAILURE_CAUSE_UNKNOWN_ID "UnknownID"
/** The Open Client Server cannot reach the Network Server; in `responseAuthentication` only. */
#define BWCAP_WORD_FAILURE_CAUSE_NETWORK_SERVER_CONNECTIVITY_FAILURE "NetworkServerConnectivityFailure"
/** The digest of `registerRequest` does not fit the password. */
#define BWCAP_WORD_FAILURE_CAUSE_INCORRECT_PASSWORD "IncorrectPassword"
/** The server does not speak the version that the document names. */
#define BWCAP_WORD_FAILURE_CAUSE_UNSUPPORTED_VERSION "UnsupportedVersion"
/** The user exists but has no CommPilot Call Manager. */
#define BWCAP_WORD_FAILURE_CAUSE_UNAUTHORIZED_COMM_PILOT_CALL_MANAGER "UnauthorizedCommPilotCallManager"
/** The user exists but has no attendant console. */
#define BWCAP_WORD_FAILURE_CAUSE_UNAUTHORIZED_ATTENDANT_CONSOLE "UnauthorizedAttendantConsole"
/** The user exists but may not control calls from a client. */
#define BWCAP_WORD_FAILURE_CAUSE_UNAUTHORIZED_CLIENT_CALL_CONTROL "UnauthorizedClientCallControl"
/** The user exists but may not watch the phones of others. */
#define BWCAP_WORD_FAILURE_CAUSE_UNAUTHORIZED_PHONE_STATUS_MONITORING "UnauthorizedPhoneStatusMonitoring"
/** The user exists but, as the name says, lacks a license for the client. */
#define BWCAP_WORD_FAILURE_CAUSE_UNAUTHORIZED_CLIENT_LICENSE "UnauthorizedClientLicense"
/** An external server authenticates and cannot be reached. */
#define BWCAP_WORD_FAILURE_CAUSE_WAS_CONNECTIVITY_ERROR "WASConnectivityError"
/** An external server authenticates and reports an error of its own. */
#define BWCAP_WORD_FAILURE_CAUSE_WAS_PROCESSING_ERROR "WASProcessingError"
/** The Application Server does not have the Open Client Server in its access control list. */
#define BWCAP_WORD_FAILURE_CAUSE_EXT_AUTH_HOST_NOT_IN_ACL_ERROR "ExtAuthHostNotInACLError"
/** The success of a login, which the server follows up only once it is acknowledged. */
#define BWCAP_WORD_MESSAGE_NAME_REGISTER_RESPONSE "registerResponse"
/** The client logged out by itself; the only reason that a client sends. */
#define BWCAP_WORD_USER_LOGOUT_REASON_CLIENT_LOGOUT "ClientLogout"
/** The server forces a logout: the user moved to another server of the redundant cluster. */
#define BWCAP_WORD_USER_LOGOUT_REASON_FORCE_LOGOUT_R "ForceLogoutR"
/** The server forces a logout: the same user logged in somewhere else. */
#define BWCAP_WORD_USER_LOGOUT_REASON_FORCE_LOGOUT_D "ForceLogoutD"
/** The server forces a logout: the service is no longer assigned to the user. */
#define BWCAP_WORD_USER_LOGOUT_REASON_FORCE_LOGOUT_U "ForceLogoutU"
/** The server forces a logout: the Application Server is locked. */
#define BWCAP_WORD_USER_LOGOUT_REASON_FORCE_LOGOUT_L "ForceLogoutL"
/** The Open Client Server forces a logout: it lost its connection to the Application Server. */
#define BWCAP_WORD_USER_LOGOUT_REASON_FORCE_LOGOUT_C "ForceLogoutC"
/** The conference is running. */
#define BWCAP_WORD_CONFERENCE_STATE_ACTIVE "Active"
/** The conference has ended. */
#define BWCAP_WORD_CONFERENCE_STATE_RELEASED "Released"
/** The conference is on hold. */
#define BWCAP_WORD_CONFERENCE_STATE_HELD "Held"
/** The agent is signed in. */
#define BWCAP_WORD_ACD_STATE_SIGN_IN "Sign-in"
/** The agent is signed out. */
#define BWCAP_WORD_ACD_STATE_SIGN_OUT "Sign-out"
/** The agent takes calls of the queues. */
#define BWCAP_WORD_ACD_STATE_AVAILABLE "Available"
/** The agent takes no calls; `unavailabilityCode` may say why. */
#define BWCAP_WORD_ACD_STATE_UNAVAILABLE "Unavailable"
/** The agent finishes the work of the call that `wrapUpCallCenterCallId` names. */
#define BWCAP_WORD_ACD_STATE_WRAP_UP "Wrap-up"
/** First leg of a call that the server places for the user, as click-to-dial does. */
#define BWCAP_WORD_PERSONALITY_BROAD_WORKS_ORIGINATOR "0"
/** The user placed the call. */
#define BWCAP_WORD_PERSONALITY_ORIGINATOR "1"
/** The user was called. */
#define BWCAP_WORD_PERSONALITY_TERMINATOR "2"
/** Nothing happens in the call yet. */
#define BWCAP_WORD_STATE_IDLE "0"
/** The call rings and is not answered. */
#define BWCAP_WORD_STATE_ALERTING "1"
/** The two sides talk. */
#define BWCAP_WORD_STATE_ACTIVE "2"
/** The user put the call on hold. */
#define BWCAP_WORD_STATE_HELD "3"
/** The other side put the call on hold. */
#define BWCAP_WORD_STATE_REMOTE_HELD "4"
/** The call has ended; `releaseCause` says why. */
#define BWCAP_WORD_STATE_RELEASED "5"
/** The call left the user and goes on elsewhere, for example forwarded on busy. */
#define BWCAP_WORD_STATE_DETACHED "6"
/** The call rings at the client. */
#define BWCAP_WORD_STATE_CLIENT_ALERTING "7"
/** One side hung up; also what stands here as long as the call lasts. */
#define BWCAP_WORD_RELEASE_CAUSE_NORMAL "0"
/** A hook flash released the call. */
#define BWCAP_WORD_RELEASE_CAUSE_FLASH "1"
/** The call was cut off. */
#define BWCAP_WORD_RELEASE_CAUSE_ABNORMAL "2"
/** The other side is busy. */
#define BWCAP_WORD_RELEASE_CAUSE_BUSY "3"
/** The call is not allowed. */
#define BWCAP_WORD_RELEASE_CAUSE_FORBIDDEN "4"
/** No way leads to the other side. */
#define BWCAP_WORD_RELEASE_CAUSE_ROUTE_FAILURE "5"
/** The call fails wherever it is sent. */
#define BWCAP_WORD_RELEASE_CAUSE_GLOBAL_FAILURE "6"
/** The request for the call was refused. */
#define BWCAP_WORD_RELEASE_CAUSE_REQUEST_FAILURE "7"
/** A server failed. */
#define BWCAP_WORD_RELEASE_CAUSE_SERVER_FAILURE "8"
/** The number could not be translated into an address. */
#define BWCAP_WORD_RELEASE_CAUSE_TRANSLATION_FAILURE "9"
/** The other side cannot be reached for now. */
#define BWCAP_WORD_RELEASE_CAUSE_TEMPORARILY_UNAVAILABLE "10"
/** The server knows nobody of this address. */
#define BWCAP_WORD_RELEASE_CAUSE_USER_NOT_FOUND "11"
/** No answer came to the request for the call. */
#define BWCAP_WORD_RELEASE_CAUSE_REQUEST_TIMEOUT "12"
/** Nothing was dialled after the dial tone. */
#define BWCAP_WORD_RELEASE_CAUSE_DIAL_TONE_TIMEOUT "13"
/** A prepaid user has no credit left. */
#define BWCAP_WORD_RELEASE_CAUSE_INSUFFICIENT_CREDITS "14"
/** The main number. */
#define BWCAP_WORD_LOCAL_ALT_TYPE_MAIN "0"
/** The first alternate number. */
#define BWCAP_WORD_LOCAL_ALT_TYPE_ALT1 "1"
/** The second alternate number. */
#define BWCAP_WORD_LOCAL_ALT_TYPE_ALT2 "2"
/** The third alternate number. */
#define BWCAP_WORD_LOCAL_ALT_TYPE_ALT3 "3"
/** The fourth alternate number. */
#define BWCAP_WORD_LOCAL_ALT_TYPE_ALT4 "4"
/** The fifth alternate number. */
#define BWCAP_WORD_LOCAL_ALT_TYPE_ALT5 "5"
/** The sixth alternate number. */
#define BWCAP_WORD_LOCAL_ALT_TYPE_ALT6 "6"
/** The seventh alternate number. */
#define BWCAP_WORD_LOCAL_ALT_TYPE_ALT7 "7"
/** The eighth alternate number. */
#define BWCAP_WORD_LOCAL_ALT_TYPE_ALT8 "8"
/** The ninth alternate number. */
#define BWCAP_WORD_LOCAL_ALT_TYPE_ALT9 "9"
/** The tenth alternate number. */
#define BWCAP_WORD_LOCAL_ALT_TYPE_ALT10 "10"
/** The server does not know the reason. */
#define BWCAP_WORD_REDIRECT_FROM_REASON_UNKNOWN "unknown"
/** The redirecting user was busy. */
#define BWCAP_WORD_REDIRECT_FROM_REASON_USER_BUSY "user-busy"
/** The redirecting user was unavailable. */
#define BWCAP_WORD_REDIRECT_FROM_REASON_UNAVAILABLE "unavailable"
/** The redirecting user did not answer. */
#define BWCAP_WORD_REDIRECT_FROM_REASON_NO_ANSWER "no-answer"
/** The redirecting user forwards every call. */
#define BWCAP_WORD_REDIRECT_FROM_REASON_UNCONDITIONAL "unconditional"
/** A schedule of the redirecting user forwards calls at this time. */
#define BWCAP_WORD_REDIRECT_FROM_REASON_TIME_OF_DAY "time-of-day"
/** The redirecting user asked not to be disturbed. */
#define BWCAP_WORD_REDIRECT_FROM_REASON_DO_NOT_DISTURB "do-not-disturb"
/** The redirecting user sent the call here instead of answering. */
#define BWCAP_WORD_REDIRECT_FROM_REASON_DEFLECTION "deflection"
/** A follow-me service looks for the redirecting user here. */
#define BWCAP_WORD_REDIRECT_FROM_REASON_FOLLOW_ME "follow-me"
/** The device of the redirecting user was out of service. */
#define BWCAP_WORD_REDIRECT_FROM_REASON_OUT_OF_SERVICE "out-of-service"
/** The redirecting user was away. */
#define BWCAP_WORD_REDIRECT_FROM_REASON_AWAY "away"
/** The redirecting user transferred the call. */
#define BWCAP_WORD_REDIRECT_FROM_REASON_TRANSFER "transfer"
/** Voice mail was involved, as source or as destination. */
#define BWCAP_WORD_REDIRECT_FROM_REASON_VOICEMAIL "voicemail"
/** The call is to leave a fax. */
#define BWCAP_WORD_REDIRECT_FROM_REASON_FAX_DEPOSIT "fax-deposit"
/** The server identified the user without being told. */
#define BWCAP_WORD_REDIRECT_FROM_REASON_BW_IMPLICIT_ID "BW-ImplicitID"
/** The server identified the user by what it was told. */
#define BWCAP_WORD_REDIRECT_FROM_REASON_BW_EXPLICIT_ID "BW-ExplicitID"
/** A user dialled out; the specification does not explain `ic`. */
#define BWCAP_WORD_REDIRECT_FROM_REASON_IC_USER_OUTDIAL "ic-user-outdial"
/** A hunt group distributed the call. */
#define BWCAP_WORD_REDIRECT_FROM_REASON_HUNT_GROUP "hunt-group"
/** A call center distributed the call. */
#define BWCAP_WORD_REDIRECT_FROM_REASON_CALL_CENTER "call-center"
/** The server does not know it. */
#define BWCAP_WORD_CALL_TYPE_UNKNOWN "0"
/** Inside the group of the user. */
#define BWCAP_WORD_CALL_TYPE_INTRA_GROUP "1"
/** Inside the enterprise of the user. */
#define BWCAP_WORD_CALL_TYPE_ENTERPRISE "2"
/** Through the public network, by number. */
#define BWCAP_WORD_CALL_TYPE_NETWORK "3"
/** Through the network, by URL. */
#define BWCAP_WORD_CALL_TYPE_NETWORK_URL "4"
/** To an emergency number. */
#define BWCAP_WORD_CALL_TYPE_EMERGENCY "5"
/** To the repair service. */
#define BWCAP_WORD_CALL_TYPE_REPAIR "6"
/** An error in place of a kind. */
#define BWCAP_WORD_CALL_TYPE_ERROR "7"
/** By city-wide Centrex. */
#define BWCAP_WORD_CALL_TYPE_CITY_WIDE_CENTREX "8"
/** By a private dial plan. */
#define BWCAP_WORD_CALL_TYPE_PRIVATE_DIAL_PLAN "9"
/** The server does not know the reason. */
#define BWCAP_WORD_REDIRECT_TO_REASON_UNKNOWN "unknown"
/** The user was busy. */
#define BWCAP_WORD_REDIRECT_TO_REASON_USER_BUSY "user-busy"
/** The user was unavailable. */
#define BWCAP_WORD_REDIRECT_TO_REASON_UNAVAILABLE "unavailable"
/** The user did not answer. */
#define BWCAP_WORD_REDIRECT_TO_REASON_NO_ANSWER "no-answer"
/** The user forwards every call. */
#define BWCAP_WORD_REDIRECT_TO_REASON_UNCONDITIONAL "unconditional"
/** A schedule of the user forwards calls at this time. */
#define BWCAP_WORD_REDIRECT_TO_REASON_TIME_OF_DAY "time-of-day"
/** The user asked not to be disturbed. */
#define BWCAP_WORD_REDIRECT_TO_REASON_DO_NOT_DISTURB "do-not-disturb"
/** The user sent the call elsewhere instead of answering. */
#define BWCAP_WORD_REDIRECT_TO_REASON_DEFLECTION "deflection"
/** A follow-me service looks for the user at other places. */
#define BWCAP_WORD_REDIRECT_TO_REASON_FOLLOW_ME "follow-me"
/** The device of the user was out of service. */
#define BWCAP_WORD_REDIRECT_TO_REASON_OUT_OF_SERVICE "out-of-service"
/** The user was away. */
#define BWCAP_WORD_REDIRECT_TO_REASON_AWAY "away"
/** The call was transferred. */
#define BWCAP_WORD_REDIRECT_TO_REASON_TRANSFER "transfer"
/** Voice mail was involved, as source or as destination. */
#define BWCAP_WORD_REDIRECT_TO_REASON_VOICEMAIL "voicemail"
/** The number that was busy has become free: Busy Camp-On calls back. */
#define BWCAP_WORD_RECALL_TYPE_BCO "BCO"
/** Nobody took the call that the user had transferred. */
#define BWCAP_WORD_RECALL_TYPE_TRANSFER "Transfer"
/** Nobody retrieved the call that the user had parked. */
#define BWCAP_WORD_RECALL_TYPE_CALL_PARK "CallPark"
/** Automatic Hold/Retrieve brings back a held call. */
#define BWCAP_WORD_RECALL_TYPE_AHR "AHR"
/** Call a number. */
#define BWCAP_WORD_ACTION_TYPE_DIAL "Dial"
/** Call the number that was dialled last. */
#define BWCAP_WORD_ACTION_TYPE_REDIAL "Redial"
/** Put a call on hold. */
#define BWCAP_WORD_ACTION_TYPE_HOLD "Hold"
/** End a call. */
#define BWCAP_WORD_ACTION_TYPE_RELEASE "Release"
/** Take an incoming call, or take a held one off hold. */
#define BWCAP_WORD_ACTION_TYPE_ANSWER "Answer"
/** Transfer a call to a number without asking there first. */
#define BWCAP_WORD_ACTION_TYPE_XFER "Xfer"
/** Transfer a call to the head of a call center's queue without asking. */
#define BWCAP_WORD_ACTION_TYPE_XFER_CC "XferCC"
/** Connect two calls with each other and leave them. */
#define BWCAP_WORD_ACTION_TYPE_XFER_CONSULT "XferConsult"
/** Transfer a call to voice mail. */
#define BWCAP_WORD_ACTION_TYPE_XFER_VM "XferVM"
/** Make a conference of two calls. */
#define BWCAP_WORD_ACTION_TYPE_CONF_START "ConfStart"
/** Put the conference on hold. */
#define BWCAP_WORD_ACTION_TYPE_CONF_HOLD "ConfHold"
/** Take the conference off hold. */
#define BWCAP_WORD_ACTION_TYPE_CONF_ANSWER "ConfAnswer"
/** End the conference. */
#define BWCAP_WORD_ACTION_TYPE_CONF_RELEASE "ConfRelease"
/** Add a call to the conference. */
#define BWCAP_WORD_ACTION_TYPE_CONF_ADD "ConfAdd"
/** Park a call against a number or a user. */
#define BWCAP_WORD_ACTION_TYPE_CALL_PARK "CallPark"
/** Park a call within the group, wherever there is room. */
#define BWCAP_WORD_ACTION_TYPE_GROUP_CALL_PARK "GroupCallPark"
/** Take back a parked call. */
#define BWCAP_WORD_ACTION_TYPE_CALL_PARK_RETRIEVE "CallParkRetrieve"
/** Call a number and show a number of the call center. */
#define BWCAP_WORD_ACTION_TYPE_MAKE_CALL_AS_CC "MakeCallAsCC"
/** Call a number and show the user's own, not the call center's. */
#define BWCAP_WORD_ACTION_TYPE_MAKE_PERSONAL_CALL "MakePersonalCall"
/** Call a supervisor for help. */
#define BWCAP_WORD_ACTION_TYPE_MAKE_AGENT_ESCALATION_CALL "MakeAgentEscalationCall"
/** Call a supervisor into the call at hand at once. */
#define BWCAP_WORD_ACTION_TYPE_MAKE_AGENT_EMERGENCY_CALL "MakeAgentEmergencyCall"
/** Listen to the calls of an agent without being heard. */
#define BWCAP_WORD_ACTION_TYPE_SILENT_MONITOR_CALL "SilentMonitorCall"
/** Speak in a call that was listened to so far. */
#define BWCAP_WORD_ACTION_TYPE_CONFERENCE_UNMUTE "ConferenceUnmute"
/** Attach a disposition code to a call. */
#define BWCAP_WORD_ACTION_TYPE_TAG_CALL_WITH_DISPOSITION_CODE "TagCallWithDispositionCode"
/** Ask for a trace of a call that the user received. */
#define BWCAP_WORD_ACTION_TYPE_CUST_ORIGINATED_TRACE_CALL "CustOriginatedTraceCall"
/** Declared in the DTD of CAP-C and described nowhere (E093). */
#define BWCAP_WORD_ACTION_TYPE_SET_DIAL "setDial"
/** Number to call, to transfer to or to park against, or of the agent or supervisor meant. */
#define BWCAP_WORD_ACTION_PARAM_NAME_NUMBER "Number"
/** Id of the call that the action is about. */
#define BWCAP_WORD_ACTION_PARAM_NAME_CALL_ID "CallId"
/** User to park against, with or without a domain. */
#define BWCAP_WORD_ACTION_PARAM_NAME_USER_ID "UserId"
/** Number of the call center that `MakeCallAsCC` shows. */
#define BWCAP_WORD_ACTION_PARAM_NAME_DNIS_NUMBER "DNISNumber"
/** Code that `TagCallWithDispositionCode` attaches. */
#define BWCAP_WORD_ACTION_PARAM_NAME_DISPOSITION_CODE "DispositionCode"
/** Answer the incoming call. */
#define BWCAP_WORD_CONTROL_TYPE_ANSWER "Answer"
/** Put the call on hold. */
#define BWCAP_WORD_CONTROL_TYPE_HOLD "Hold"
/** Take the call off hold. */
#define BWCAP_WORD_CONTROL_TYPE_RETRIEVE "Retrieve"
/** Messages are waiting: light the indicator. */
#define BWCAP_WORD_THIRD_PARTY_MWI_ON "on"
/** No message is waiting: put the indicator out. */
#define BWCAP_WORD_THIRD_PARTY_MWI_OFF "off"
/** Version of the releases before 10.0. */
#define BWCAP_WORD_CAP_VERSION_RESPONSE_1_0 "1.0"
/** Version of release 10.0. */
#define BWCAP_WORD_CAP_VERSION_RESPONSE_2_0 "2.0"
/** Version of release 11.0. */
#define BWCAP_WORD_CAP_VERSION_RESPONSE_11_0 "11.0"
/** Version of release 11.1. */
#define BWCAP_WORD_CAP_VERSION_RESPONSE_11_1 "11.1"
/** Version of release 12.0. */
#define BWCAP_WORD_CAP_VERSION_RESPONSE_12_0 "12.0"
/** Version of release 13.0. */
#define BWCAP_WORD_CAP_VERSION_RESPONSE_13_0 "13.0"
/** Version of release 14.0 and its service packs. */
#define BWCAP_WORD_CAP_VERSION_RESPONSE_14_0 "14.0"
/** Version of release 15.0. */
#define BWCAP_WORD_CAP_VERSION_RESPONSE_15_0 "15.0"
/** Version of release 16.0. */
#define BWCAP_WORD_CAP_VERSION_RESPONSE_16_0 "16.0"
/** Version of release 17.0, the one this crate writes. */
#define BWCAP_WORD_CAP_VERSION_RESPONSE_17_0 "17.0"
/** Add the users of the message to the list. */
#define BWCAP_WORD_MON_TYPE_ADD "Add"
/** Remove the users of the message from the list. */
#define BWCAP_WORD_MON_TYPE_DELETE "Delete"
/** Forget the list and watch the users of the message. */
#define BWCAP_WORD_MON_TYPE_REPLACE "Replace"
/** The server knows nobody of this id. */
#define BWCAP_WORD_FAILURE_REASON_UNKNOWN_USER "UnknownUser"
/** The user belongs neither to the group nor to the enterprise of the console's user. */
#define BWCAP_WORD_FAILURE_REASON_UNAUTHORIZED_USER "UnauthorizedUser"
/** The user keeps the state of the phone private. */
#define BWCAP_WORD_FAILURE_REASON_PRIVATE_USER "PrivateUser"
/** The call center logged in: the whole queue. */
#define BWCAP_WORD_UPDATE_REASON_INITIAL "Initial"
/** A call entered the queue: this call. */
#define BWCAP_WORD_UPDATE_REASON_CALL_ADDED "CallAdded"
/** An agent answered a call: this call, which left the queue. */
#define BWCAP_WORD_UPDATE_REASON_CALL_ANSWERED "CallAnswered"
/** A call was transferred: this call, which left the queue. */
#define BWCAP_WORD_UPDATE_REASON_CALL_TRANSFERRED "CallTransferred"
/** A call left the queue without being served, as the name says: this call. */
#define BWCAP_WORD_UPDATE_REASON_CALL_ABANDONED "CallAbandoned"
/** Somebody changed the order: the whole queue. */
#define BWCAP_WORD_UPDATE_REASON_CALL_REORDERED "CallReordered"
/** A field of a queued call changed. */
#define BWCAP_WORD_UPDATE_REASON_CALL_UPDATED "CallUpdated"
/** A client asked for a refresh: the whole queue, which may be empty. */
#define BWCAP_WORD_UPDATE_REASON_REFRESH "Refresh"
/** A call waited longer than the queue allows: this call, which left the queue. */
#define BWCAP_WORD_UPDATE_REASON_QUEUE_TIMEOUT "QueueTimeout"
/** The queue was full, so a call went to voice mail or to another treatment. */
#define BWCAP_WORD_UPDATE_REASON_QUEUE_OVERFLOW "QueueOverflow"
/** A call got a higher priority. */
#define BWCAP_WORD_UPDATE_REASON_CALL_PROMOTED "CallPromoted"
/** The message is not being played to this call. */
#define BWCAP_WORD_MANDATORY_ENTRANCE_NOT_PLAYING "Not Playing"
/** The message is being played to this call. */
#define BWCAP_WORD_MANDATORY_ENTRANCE_PLAYING "Playing"
/** Served before all others. */
#define BWCAP_WORD_PRIORITY_HIGHEST "0"
/** Served after the highest priority. */
#define BWCAP_WORD_PRIORITY_HIGH "1"
/** Served after the high priority. */
#define BWCAP_WORD_PRIORITY_MEDIUM "2"
/** Served after all others. */
#define BWCAP_WORD_PRIORITY_LOW "3"
/** Move a call out of the queue, to the number in `destination`. */
#define BWCAP_WORD_ACTION_TYPE_TRANSFER "Transfer"
/** Move a call to the place in `position`. */
#define BWCAP_WORD_ACTION_TYPE_REORDER "Reorder"
/** Ask for a `queueUpdate` with the whole queue. */
#define BWCAP_WORD_ACTION_TYPE_REFRESH "Refresh"
/** Give a call the priority in `priority`. */
#define BWCAP_WORD_ACTION_TYPE_PROMOTE "Promote"
/** The queue has no night service. */
#define BWCAP_WORD_NIGHT_SERVICE_OFF "Off"
/** The queue has a night service that follows its schedule. */
#define BWCAP_WORD_NIGHT_SERVICE_ON "On"
/** The night service was switched by hand, whatever the schedule says. */
#define BWCAP_WORD_NIGHT_SERVICE_MANUAL "Manual"
/** The queue has no holiday service. */
#define BWCAP_WORD_HOLIDAY_SERVICE_OFF "Off"
/** The queue has a holiday service. */
#define BWCAP_WORD_HOLIDAY_SERVICE_ON "On"
/** The queue takes its calls itself. */
#define BWCAP_WORD_FORCED_FORWARDING_OFF "Off"
/** The queue forwards its calls. */
#define BWCAP_WORD_FORCED_FORWARDING_ON "On"

#endif
