"""The commands of the administration, as the registry lists them."""

from __future__ import annotations

from models.i18n import N_
from models.people.permissions import Permission
from screens.command import Command, Scope

ADMINISTRATION = (
    Command(
        "administration.people",
        "1,１",
        N_("View: staff"),
        N_("Lists everybody who works here, and who has left."),
        "view(1)",
        Scope.ADMINISTRATION,
        Permission.EDIT_STAFF,
        in_key_line=False,
    ),
    Command(
        "administration.settings",
        "2,２",
        N_("View: settings"),
        N_("Lists what the site is, and what it decides for itself."),
        "view(2)",
        Scope.ADMINISTRATION,
        Permission.EDIT_SITE,
        in_key_line=False,
    ),
    Command(
        "administration.products",
        "3,３",
        N_("View: products"),
        N_("Lists the models of the catalogue, also those out of use."),
        "view(3)",
        Scope.ADMINISTRATION,
        Permission.EDIT_CATALOGUE,
        in_key_line=False,
    ),
    Command(
        "administration.add",
        "n,ｎ",
        N_("Add a person or a model"),
        N_("Takes somebody on, who gets a password afterwards; in the list of products, adds a model."),
        "add",
        Scope.ADMINISTRATION,
        short=N_("New"),
    ),
    Command(
        "administration.edit",
        "e,ｅ",
        N_("Change what is marked"),
        N_("Changes the person, the setting, the site or the model under the cursor."),
        "edit",
        Scope.ADMINISTRATION,
        short=N_("Change"),
    ),
    Command(
        "administration.roles",
        "r,ｒ",
        N_("Roles"),
        N_("Gives and takes roles; open sign-ins end."),
        "roles",
        Scope.ADMINISTRATION,
        Permission.EDIT_STAFF,
    ),
    Command(
        "administration.password",
        "p,ｐ",
        N_("New password"),
        N_("Makes a first password and shows it once; open sign-ins end."),
        "password",
        Scope.ADMINISTRATION,
        Permission.EDIT_STAFF,
        short=N_("Password"),
    ),
    Command(
        "administration.unlock",
        "u,ｕ",
        N_("Lift the lock"),
        N_("Lets somebody try to sign in again after too many failures."),
        "unlock",
        Scope.ADMINISTRATION,
        Permission.UNLOCK_SIGN_IN,
        in_key_line=False,
    ),
    Command(
        "administration.leave",
        "x,ｘ",
        N_("Leaves, or comes back"),
        N_("Takes somebody out of use, with a list of their open work, or puts them back."),
        "leave",
        Scope.ADMINISTRATION,
        Permission.EDIT_STAFF,
        danger=True,
        short=N_("Leaves"),
    ),
    Command("administration.back", "escape", N_("Back"), N_("Leaves the administration."), "back", Scope.ADMINISTRATION),
)
