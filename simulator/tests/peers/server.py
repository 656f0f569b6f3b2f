"""A CAP-C server for one client: serves its login, sends calls, and ends.

Prints the port on the first line, and a summary of what it received on the second.

python3 server.py HABIT USER PASSWORD COUNT
"""

import socket
import sys

from wire import Wire, digest


def main(habit, user, password, count):
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(20)
    print(listener.getsockname()[1], flush=True)
    wire = Wire(listener.accept()[0], habit)
    nonce = "1051713840192"
    application = wire.wait("registerAuthentication").findtext("user/applicationId")
    who = f"<id>{user}</id><applicationId>{application}</applicationId>"
    challenge = f"<nonce>{nonce}</nonce><algorithm>MD5</algorithm>"
    wire.send("responseAuthentication", f'<user userType="CallClient">{who}</user>{challenge}')
    request = wire.wait("registerRequest")
    if request.findtext("user/securePassword") != digest(nonce, password):
        failure = '<failure failureCause="IncorrectPassword"/>'
        wire.send("registerResponse", f'<user userType="CallClient">{who}{failure}</user>')
        print("refused", flush=True)
        return
    wire.send("registerResponse", f'<user userUid="1007" userType="CallClient">{who}</user>')
    acknowledged = wire.wait("acknowledgement").find("user")
    assert acknowledged.get("userUid") == "1007"
    assert acknowledged.find("message").get("messageName") == "registerResponse"
    for number in range(int(count)):
        call = f'<call callId="callhalf-{number}:0" extTrackingId="{number}:1"><state>1</state><remoteName>Bäcker</remoteName></call>'
        data = f'<user userType="CallClient" userUid="1007" id="{user}">{call}<applicationId>{application}</applicationId></user>'
        wire.send("callUpdate", data, last=number % 2 == 1 or number + 1 == int(count))
    action = wire.wait("callAction").find("user/action")
    print(action.get("actionType"), action.findtext("actionParam"), flush=True)


main(*sys.argv[1:])
