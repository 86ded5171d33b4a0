//! The two journeys of the guide, as far as the review, in the words that a user of Norwegian bokmål reads.

use crate::Guide;

/// The place that asks the helper.
pub const WITH_HELPER: &str = "Øv med hjelperen";

/// The goal that KRR is for, without a user.
pub const KRR: &str = "Slå opp kontaktinformasjon til mange personer, uten at noen logger inn";

impl Guide<'_> {
    /// From the first screen to the choice of place.
    #[track_caller]
    pub fn choose_krr(&mut self) -> &mut Self {
        self.see("Hva skal du oppnå?").click(KRR).click("Neste")
    }

    /// From the first screen to the choice of place.
    #[track_caller]
    pub fn choose_user_data(&mut self) -> &mut Self {
        self.see("Hva skal du oppnå?")
            .click("Hente kontaktinformasjonen til den som er logget inn")
            .click("Neste")
    }

    /// Chooses where the client is to live.
    #[track_caller]
    pub fn choose_place(&mut self, place: &str) -> &mut Self {
        self.see("Hvor skal klienten ligge?").click(place).click("Neste")
    }

    /// From the kind of client to its scopes, for a client that looks people up.
    #[track_caller]
    pub fn describe_krr(&mut self, name: &str) -> &mut Self {
        self.see("Hva slags klient?")
            .click("Maskinporten, med de scopene du velger")
            .click("Neste");
        self.describe(name)
    }

    /// From the kind of client to its scopes, for a client that logs users in.
    #[track_caller]
    pub fn describe_user_data(&mut self, name: &str, redirect: &str) -> &mut Self {
        self.describe_user_data_with(name, redirect, "Med en nøkkel")
    }

    /// The same, for a client that proves itself in this way.
    #[track_caller]
    pub fn describe_user_data_with(&mut self, name: &str, redirect: &str, method: &str) -> &mut Self {
        self.see("Hva slags klient?")
            .click("På en server")
            .click(method)
            .click("Neste");
        self.describe(name)
            .see("Hvor går brukeren etter innlogging?")
            .add("Ny redirect URI", redirect)
            .see("La til")
            .click("Neste")
    }

    #[track_caller]
    fn describe(&mut self, name: &str) -> &mut Self {
        self.see("Hva skal klienten hete?")
            .fill("Visningsnavn", name)
            .fill("Beskrivelse", "Laget i en nettlesertest")
            .click("Neste")
    }

    /// From the scopes to the review, with what is proposed.
    #[track_caller]
    pub fn accept_scopes(&mut self) -> &mut Self {
        self.see("Hva skal klienten få gjøre?")
            .click("Neste")
            .see("Ingenting er sendt ennå")
    }

    /// From the list of plans to the tasks of a new one, to be done in this place by hand.
    #[track_caller]
    pub fn new_plan(&mut self, goal: &str, place: &str, facts: &[(&str, &str)]) -> &mut Self {
        self.click("Lag en ny plan")
            .click(goal)
            .click("Opplysninger")
            .click(place);
        for (field, value) in facts {
            self.fill(field, value);
        }
        self.click("Til oppgavene").see("oppgaver er gjort")
    }

    /// The whole journey for a client that looks people up, until nothing is left but to create it.
    #[track_caller]
    pub fn plan_krr(&mut self, name: &str) -> &mut Self {
        self.choose_krr()
            .choose_place(WITH_HELPER)
            .describe_krr(name)
            .accept_scopes()
    }
}
