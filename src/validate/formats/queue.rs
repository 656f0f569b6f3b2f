//! Call center queues (sections 6.20 to 6.24).

use crate::message::values::{
    CommandType, ForcedForwarding, HolidayService, MandatoryEntrance, NightService, Priority, QueueActionType,
    UpdateReason,
};
use crate::schema::WireValue;
use crate::validate::table::{BOTH, Format, TRUE_OR_FALSE, may, must};

pub(super) static QUEUE_UPDATE: Format = Format::new(
    CommandType::QueueUpdate,
    "default",
    "6.20",
    BOTH,
    &[
        must("user").container().with(&[
            must("@id"),
            must("@userType").words(&["CallClient"]),
            must("@userUid"),
            must("applicationId").blank_in_ccc2(),
        ]),
        must("queue").container().with(&[
            must("@updateReason").words(UpdateReason::WORDS),
            must("queueCall").container().many().erratum(86).with(&[
                must("@callId"),
                may("remoteCountryCode"),
                may("remoteNumber"),
                may("remoteName"),
                may("timeAdded").number(),
                may("mandatoryEntrance").words(MandatoryEntrance::WORDS),
                may("bouncedCall").words(TRUE_OR_FALSE),
                may("reorderedCall").words(TRUE_OR_FALSE),
                may("preservedWaitTime").number(),
                may("position").number(),
                may("DNISName"),
                may("DNISNumber"),
                may("priority").words(Priority::WORDS),
                may("addTimeInPriorityBucket").number(),
                may("preservedWaitTimeInPriorityBucket").number(),
            ]),
        ]),
    ],
);

pub(super) static QUEUE_ACTION: Format = Format::new(
    CommandType::QueueAction,
    "default",
    "6.21",
    BOTH,
    &[
        must("user").container().with(&[
            must("@userType").words(&["CallClient"]),
            may("@userUid"),
            may("@id"),
            must("applicationId").blank_in_ccc2(),
        ]),
        must("queueActionData").container().with(&[
            must("@actionType").words(QueueActionType::WORDS).alias("Remove", "Transfer").erratum(90),
            may("queueCall").container().with(&[
                may("@callId"),
                may("position").number(),
                may("destination"),
                may("priority").words(Priority::WORDS),
            ]),
        ]),
    ],
)
.identity();

pub(super) static QUEUE_PROFILE_UPDATE: Format = Format::new(
    CommandType::QueueProfileUpdate,
    "default",
    "6.22",
    BOTH,
    &[must("user").container().with(&[
        must("@id"),
        must("@userType").words(&["CallClient"]),
        must("@userUid"),
        may("initialUpdate").nothing(),
        must("nightService").words(NightService::WORDS),
        must("holidayService").words(HolidayService::WORDS).erratum(99),
        must("forcedForwarding").words(ForcedForwarding::WORDS).erratum(99),
        must("applicationId").optional_in_ccc2(),
    ])],
);

pub(super) static QUEUE_INFO_REQUEST: Format = Format::new(
    CommandType::QueueInfoRequest,
    "default",
    "6.23",
    BOTH,
    &[must("user").container().with(&[
        must("@userType").words(&["CallClient"]),
        may("@userUid"),
        may("@id"),
        must("applicationId").optional_in_ccc2(),
    ])],
)
.identity();

pub(super) static QUEUE_INFO_RESPONSE: Format = Format::new(
    CommandType::QueueInfoResponse,
    "default",
    "6.24",
    BOTH,
    &[must("user").container().with(&[
        must("@userType").words(&["CallClient"]),
        must("@userUid").erratum(33),
        must("@id").erratum(33),
        may("callcenter").container().many().with(&[must("@id"), may("numCallsInQueue").number()]),
        must("applicationId").optional_in_ccc2(),
    ])],
);
