//! Profile: who a user is, and the services of a user.

use broadworks_cap::Text;
use broadworks_cap::message::profile_update;
use broadworks_cap::message::values::ServiceState;

use super::StateLimits;

/// Declares the profile with its fields: texts, services and flags, each with its meaning.
macro_rules! profile {
    (
        $(#[$meta:meta])*
        texts { $($(#[$of_text:meta])* $text:ident,)* }
        services { $($(#[$of_service:meta])* $service:ident,)* }
        flags { $($(#[$of_flag:meta])* $flag:ident,)* }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Default, PartialEq, Eq)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
        #[non_exhaustive]
        pub struct Profile {
            $($(#[$of_text])* pub $text: Option<String>,)*
            $($(#[$of_service])* pub $service: Option<ServiceState>,)*
            $($(#[$of_flag])* pub $flag: Option<bool>,)*
            /// Call Forwarding Always.
            pub cfa: Option<ServiceState>,
            /// Number to which it forwards; only a console is told.
            pub cfa_destination: Option<String>,
        }

        impl Profile {
            /// Takes what an update has.
            pub(super) fn take(&mut self, user: &profile_update::User<'_>, limits: &StateLimits) {
                let take = |field: &mut Option<String>, told: Option<&Text<'_>>| {
                    if told.is_some() {
                        *field = limits.text(told);
                    }
                };
                $(take(&mut self.$text, user.$text.as_ref());)*
                $(self.$service = user.$service().or(self.$service);)*
                $(self.$flag = user.$flag().or(self.$flag);)*
                if let Some(cfa) = &user.cfa {
                    self.cfa = cfa.value().or(self.cfa);
                    self.cfa_destination = limits.text(cfa.cfa_destination.as_ref());
                }
            }
        }
    };
}

profile! {
    /// The profile of a user. `None` where nothing was told.
    ///
    /// Fed by `profileUpdate`: the initial one after a login replaces all of it, a later one has what changed. In CCC2 there
    /// is no initial one, so a farm knows only what has changed since it connected. The initial one of a watched user has
    /// no services but voice mail, so a console knows Do Not Disturb and forwarding only after a change.
    texts {
        /// First name.
        first_name,
        /// Last name.
        last_name,
        /// Phone number.
        phone,
        /// Extension.
        extension,
        /// Dialling code of the group's location.
        location_code,
        /// E-mail address.
        email,
        /// Number of the mobile phone (watched users).
        mobile,
        /// Number of the pager (watched users).
        pager,
        /// Department (watched users).
        department,
        /// Job title (watched users).
        title,
        /// Id of the group.
        group_name,
        /// Id of the service provider or enterprise.
        service_provider_name,
        /// E-mail address for requests for support.
        support_email,
        /// Country code of the primary number.
        country_code,
        /// Prefix of national calls.
        national_prefix,
        /// Name of the active profile of CommPilot Express.
        cpe,
        /// Host that the user is a guest of.
        hoteling_host,
    }
    services {
        /// Do Not Disturb.
        dnd,
        /// Remote Office.
        ro,
        /// Simultaneous Ringing.
        simring,
        /// Call Waiting.
        cwt,
        /// Three-Way Call.
        three_way_call,
        /// N-Way Call.
        n_way_call,
        /// Call Transfer.
        call_transfer,
        /// Last Number Redial.
        lnrd,
        /// Outlook Integration.
        oi,
        /// LDAP Integration.
        li,
        /// Voice Messaging of the user.
        voice_messaging,
        /// Voice Messaging of the group.
        voice_messaging_group,
        /// Third-Party Voice Mail Support of the user.
        third_party_voice_messaging,
        /// Third-Party Voice Mail Support of the group.
        third_party_vm_group,
        /// Whether the user's service provider is an enterprise.
        enterprise_user,
        /// Call logs.
        call_logs,
    }
    flags {
        /// Whether new messages wait in the voice mail of the platform.
        has_vm_messages,
        /// Whether new messages wait in a third-party voice mail.
        has_third_party_vm_messages,
    }
}
