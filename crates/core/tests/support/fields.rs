//! The fields that a transcript may write into, by their ids.

use losen_core::desk::Fact;
use losen_core::session::{ClientsField, Field, HomeField, ProviderField};

pub fn field_named(id: &str) -> Field {
    let all = [
        Field::Goal,
        Field::Place,
        Field::Kind,
        Field::ApplicationType,
        Field::AuthMethod,
        Field::Name,
        Field::Description,
        Field::RedirectUris,
        Field::PostLogoutUris,
        Field::Scopes,
        Field::OtherScopes,
        Field::FirstKey,
        Field::PublicKey,
        Field::Pasted,
        Field::Landing,
        Field::ClientSecret,
        Field::Home(HomeField::Title),
        Field::Home(HomeField::Environment),
        Field::Home(HomeField::Description),
        Field::Home(HomeField::ClientName),
        Field::Home(HomeField::Scopes),
        Field::Home(HomeField::RedirectUris),
        Field::Home(HomeField::Received),
        Field::Home(HomeField::Bench),
        Field::Home(HomeField::BenchEnvironment),
        Field::Home(HomeField::Fact(Fact::Orgno)),
        Field::Home(HomeField::Fact(Fact::ClientId)),
        Field::Home(HomeField::Fact(Fact::Key)),
        Field::Home(HomeField::Fact(Fact::KeyExpires)),
        Field::Home(HomeField::Fact(Fact::Owner)),
        Field::Workplace,
        Field::Clients(ClientsField::Search),
        Field::Clients(ClientsField::Sort),
        Field::Clients(ClientsField::Inactive),
        Field::Clients(ClientsField::Description),
        Field::Clients(ClientsField::Scopes),
        Field::Clients(ClientsField::Rest),
        Field::Clients(ClientsField::Key),
        Field::Clients(ClientsField::KeyFrom),
        Field::Clients(ClientsField::Confirm),
    ];
    all.into_iter()
        .chain(ProviderField::ALL.map(Field::Provider))
        .find(|field| field.id() == id)
        .unwrap_or_else(|| panic!("no field {id}"))
}
