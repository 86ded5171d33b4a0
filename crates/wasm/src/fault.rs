/// Why a call was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Fault {
    /// The value cannot be written as JSON: it is cyclic, a function, or too deep.
    #[error("the value cannot be written as JSON")]
    NotJson,
    /// A client is an object.
    #[error("a client must be an object")]
    NotAClient,
    /// The argument must be a string.
    #[error("the argument must be a string")]
    NotAText,
    /// Nothing in the symptom says what went wrong.
    #[error("nothing in the symptom says what went wrong")]
    NotASymptom,
    /// An option has a value that is not among its words.
    #[error("the option '{0}' is not understood")]
    Option(&'static str),
    /// There is no rule and no cause of that code.
    #[error("no rule and no cause has this code")]
    UnknownCode,
    /// There is no goal of that name.
    #[error("the goal must be 'krr-lookup', 'user-data', 'machine' or 'login'")]
    UnknownGoal,
}

impl Fault {
    /// Stable; part of the package's contract.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::NotJson => "input/not-json",
            Self::NotAClient => "input/not-a-client",
            Self::NotAText => "input/not-a-text",
            Self::NotASymptom => "input/not-a-symptom",
            Self::Option(_) => "input/option",
            Self::UnknownCode => "input/unknown-code",
            Self::UnknownGoal => "input/unknown-goal",
        }
    }
}
