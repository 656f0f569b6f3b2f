"""A CAP-C client: logs in, calls a number, releases the call, logs out.

python3 client.py HABIT HOST PORT USER PASSWORD NUMBER
"""

import socket
import sys

from wire import Wire, digest


def call_in_state(wire, state):
    while True:
        call = wire.wait("callUpdate").find("user/call")
        # One client fails when any of these is absent.
        for name in ("state", "personality", "releaseCause", "callType", "remoteNumber", "remoteName"):
            assert call.find(name) is not None, name
        if call.findtext("state") == state:
            return call


def main(habit, host, port, user, password, number):
    wire = Wire(socket.create_connection((host, int(port)), 20), habit)
    who = f"<id>{user}</id><applicationId>peer</applicationId>"
    wire.send("registerAuthentication", f'<user userType="CallClient">{who}</user>')
    challenge = wire.wait("responseAuthentication")
    assert challenge.findtext("algorithm") == "MD5"
    secure = f"<securePassword>{digest(challenge.findtext('nonce'), password)}</securePassword>"
    # Behind the application, as one client has it.
    wire.send("registerRequest", f'<user userType="CallClient">{who}{secure}</user>')
    uid = wire.wait("registerResponse").find("user").get("userUid")
    assert uid, "no session"
    message = '<message messageName="registerResponse"/>'
    if habit == "spaces":
        # The id twice, in one message.
        identity = f'<user id="{user}" userType="CallClient" userUid="{uid}">{who}{message}</user>'
    else:
        # Without the session id.
        identity = f'<user id="{user}" userType="CallClient"><applicationId>peer</applicationId>{message}</user>'
    wire.send("acknowledgement", identity, last=False)
    session = f'userType="CallClient" userUid="{uid}"'
    keepalive = f"<user {session}><applicationId>peer</applicationId></user>"
    wire.send("serverStatusRequest", keepalive)

    dial = f'<action actionType="Dial"><actionParam actionParamName="Number">{number}</actionParam></action>'
    application = "<applicationId>peer</applicationId>"
    wire.send("serverStatusRequest", keepalive, last=False)
    wire.send("callAction", f"<user {session}>{application}{dial}</user>")
    call = call_in_state(wire, "2").get("callId")
    release = f'<action actionType="Release"><actionParam actionParamName="CallId">{call}</actionParam></action>'
    wire.send("callAction", f"<user {session}>{application}{release}</user>", last=False)
    wire.send("serverStatusRequest", keepalive)
    released = call_in_state(wire, "5")
    assert released.get("callId") == call
    ending = f'<user userLogoutReason="ClientLogout" userType="CallClient" id="{user}">{application}</user>'
    wire.send("unRegister", ending)
    wire.stream.shutdown(socket.SHUT_WR)
    while wire.receive() is not None:
        pass
    print("done")


main(*sys.argv[1:])
