//! Documents with a password in its place and in other places.

/// The password.
pub const SECRET: &str = "hunter2-hunter2-hunter2";

/// Returns documents with a password in its place and in other places.
pub fn documents() -> Vec<String> {
    let password = format!("<securePassword>{SECRET}</securePassword>");
    let around = |command: &str, data: &str| {
        format!(
            "<BroadsoftDocument protocol=\"CAP\" version=\"17.0\"><command commandType=\"{command}\"><commandData>{data}\
             </commandData></command></BroadsoftDocument>"
        )
    };
    let user = |inside: &str| around("registerRequest", &format!("<user userType='CallClient'>{inside}</user>"));
    vec![
        user(&password),
        user(&format!("{password}{password}")),
        user(&format!("{password}<securePassword>other</securePassword>")),
        user(&password.replace('>', " x='1'>").replace("</securePassword x='1'>", "</securePassword>")),
        user(&format!("<securePassword>{SECRET}<b/></securePassword>")),
        user(&format!("<securePassword><![CDATA[{SECRET}]]></securePassword>")),
        user(&format!("<securePassword hidden='{SECRET}'/>")),
        user(&format!("<future>{password}</future>")),
        user(&format!("<call>{password}</call>")),
        user(&format!("<password>{SECRET}</password>")),
        user(&format!("<SecurePassword>{SECRET}</SecurePassword>")),
        format!("{}{password}", user("")).replace("</user>", &format!("{password}</user>")),
        around("registerRequest", &password),
        around("callUpdate", &format!("<user>{password}</user>")),
        around("future", &format!("<user>{password}</user>")),
        around("registerRequest", &format!("<user securePassword='{SECRET}'/>")),
        // Documents that are malformed in the password or near it.
        user(&format!("<securePassword>{SECRET}")),
        user(&format!("<securePassword>{SECRET}&x;</securePassword>")),
        user(&format!("<securePassword>{SECRET}</secure>")),
        user(&format!("<securePassword a='{SECRET}>x</securePassword>")),
    ]
}
