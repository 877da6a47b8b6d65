"""Opening: a production with everything that it names, for as long as it is used.

It decides nothing about rows; what is open is a `RunContext`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from engine.assembler.assembler import open_assembler
from engine.brand import open_brand
from engine.inspection import limits_for
from engine.intake import RemotePictures
from engine.moderation import Moderator, choose_moderator
from engine.pool import open_pool
from engine.production.context import Paths, RunContext, Secrets
from engine.profiles import profiles
from engine.proof import identity
from engine.renderers import RendererRouter, open_router
from engine.sound import open_voices
from engine.sound.measured import Pace
from engine.spending import PaidCalls
from engine.store import Store, open_store
from engine.store.index import remove_stale
from engine.store.plan_index import RowMemo
from engine.writers import Writer
from engine.writers.model import Drafts, LocalContext, ModelWriter
from engine.writers.template import TemplateWriter
from schemas.errors import ProductionError
from schemas.keys import key_of
from schemas.money import Money
from schemas.production import Production

__all__ = ["open_context"]

_NO_SECRETS = Secrets()


@contextmanager
def open_context(
    production: Production,
    paths: Paths,
    secrets: Secrets = _NO_SECRETS,
    *,
    strict: bool = False,
) -> Iterator[RunContext]:
    """Open everything that `production` names. `strict`: a row of which no model writes the truth
    is refused, and not told in its own words. Raises RefusedError for what cannot be opened.
    """
    router = open_router(production.renderers, paths.base, secrets.videos_key)
    _assert_moderated(production, router)
    _assert_drafts(production, router)
    voices = open_voices(production.voice, paths.base, secrets.speech_key)
    brand = open_brand(production.brand, paths.base)
    assembler = open_assembler(production.assembler, paths.base)
    signer = identity(production.signing, paths.base, paths.config)
    with ExitStack() as stack:
        store = stack.enter_context(open_store(paths.store, secrets.ledger, paths.state))
        pool = stack.enter_context(open_pool(production.pool, store.location))
        remove_stale(store.local / "index")
        memo = RowMemo(_memo_file(store, paths))
        stack.callback(memo.close)
        paid_calls = _paid_calls(store, production)
        # However the run ends, threads of it that wait for a server wait no longer.
        stack.callback(paid_calls.stop)
        drafts = Drafts(production.name, store.ledger.facts)
        local = LocalContext(paths.root, Pace(voices, store.ledger.facts).of)
        yield RunContext(
            production=production,
            paths=paths,
            store=store,
            pool=pool,
            memo=memo,
            remote_pictures=RemotePictures(production.pictures, store.blobs, store.ledger.facts),
            brand=brand,
            profiles=profiles(production.profiles),
            paid_calls=paid_calls,
            moderator=_moderator(production, secrets),
            writer=_writer(production, secrets, paid_calls, store, drafts, local, strict=strict),
            drafts=drafts,
            router=router,
            voices=voices,
            assembler=assembler,
            identity=signer,
            limits=limits_for(production.checks),
        )


def _memo_file(store: Store, paths: Paths) -> Path:
    return (
        store.local / "index" / f"memo-{key_of('memo', out=str(paths.out.resolve()))[:16]}.sqlite"
    )


def _paid_calls(store: Store, production: Production) -> PaidCalls:
    """What the production may still spend, counted over all its runs."""
    cap = Money(amount=production.budget.amount, currency=production.budget.currency)
    return PaidCalls(store.ledger.calls, production.name, cap)


def _writer(
    production: Production,
    secrets: Secrets,
    paid_calls: PaidCalls,
    store: Store,
    drafts: Drafts,
    local: LocalContext,
    *,
    strict: bool,
) -> Writer:
    """Who writes the rows that bring no storyboard of their own. Raises ProductionError where there
    is no design of the name that the production gives.
    """
    template = TemplateWriter(design=production.design, wpm=production.voice.rate_wpm)
    match production.writer.name:
        case "template":
            return template
        case "model":
            locales = {locale for one in production.deliveries for locale in one.locales}
            tone = production.writer.tone or production.brand.tone
            settings = production.writer.model_copy(update={"tone": tone})
            return ModelWriter(
                settings,
                secrets.writer_key,
                paid_calls,
                template,
                sorted(locales),
                store.ledger.facts,
                drafts,
                local,
                judge_key=secrets.judge_key,
                strict=strict,
            )


def _moderator(production: Production, secrets: Secrets) -> Moderator | None:
    settings = production.moderation
    return choose_moderator(settings, secrets.moderation_key) if settings else None


def _assert_moderated(production: Production, router: RendererRouter) -> None:
    """Where a model writes or shoots, the production says who judges its prompts, or `off`."""
    modelled = production.writer.name == "model" or router.gives_prompts
    if modelled and production.moderation is None:
        raise ProductionError(
            "a model writes or shoots, and nobody is named who judges its prompts",
            "moderation",
            "Say moderation: {name: server, base_url: ...}, or moderation: {name: off}.",
        )


def _assert_drafts(production: Production, router: RendererRouter) -> None:
    """Where rows are approved before models shoot them, somebody else shoots what is looked at."""
    if production.approve == "before_shooting" and not router.without_models().renderers:
        raise ProductionError(
            "rows are approved by their animatics, and no renderer makes any",
            "approve: before_shooting",
            "Add {name: animatic} to the end of `renderers`.",
        )
