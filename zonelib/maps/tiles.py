"""Remote tiles on request: their address, their host, and whom to credit, as xyzservices has them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import xyzservices

from zonelib.errors import InputError, NotFoundError, nearest


@dataclass(frozen=True, kw_only=True, slots=True)
class Tiles:
    """A service of map tiles.

    Parameters
    ----------
    name, url : str
        What it is called, and its address with ``{z}``, ``{x}``, ``{y}`` and perhaps ``{s}``.
    credit : str
        Whom the map credits.
    subdomains : tuple of str
        What stands for ``{s}``.
    max_zoom : int
        How far in there are tiles.
    """

    name: str
    url: str
    credit: str
    subdomains: tuple[str, ...] = ()
    max_zoom: int = 19

    @property
    def hosts(self) -> tuple[str, ...]:
        """Give the hosts that tiles may come from, each with its scheme."""
        addresses = [self.url.replace("{s}", part) for part in self.subdomains or ("",)]
        return tuple(dict.fromkeys(f"https://{urlsplit(address).netloc}" for address in addresses))


def tiles_of(wanted: Any) -> Tiles:
    """Read what a user names: ``"osm"``, a name of xyzservices, or one of its providers.

    Raises
    ------
    NotFoundError
        If xyzservices knows no such name; with the nearest.
    InputError
        If the provider wants a key that is not there, or an address that is not https.
    """
    provider = _named(wanted) if isinstance(wanted, str) else wanted
    if not isinstance(provider, xyzservices.TileProvider):
        raise InputError(
            "basemap is True, False, a name such as 'osm', an xyzservices provider or a LocalBase, not "
            f"{type(wanted).__name__}"
        )
    if provider.requires_token():
        raise InputError(f"{provider.name} wants a key, which a page would show to every reader; choose another")
    # What is left is for Leaflet; xyzservices keeps the other parts (a variant, an ending) beside the address.
    url = re.sub(r"\{(?![xyzs]\})(\w+)\}", lambda part: str(provider.get(part[1], "")), provider.url)
    if not re.fullmatch(r"https://[A-Za-z0-9.{}-]+(:\d+)?", url.split("/", 3)[0] + "//" + urlsplit(url).netloc):
        raise InputError(f"{provider.name} has the address {url}; tiles are taken over https only")
    return Tiles(
        name=str(provider.name), url=url, credit=str(provider.get("attribution", provider.name)),
        subdomains=tuple(provider.get("subdomains", "abc")) if "{s}" in url else (),
        max_zoom=int(provider.get("max_zoom", 19)),
    )  # fmt: skip


def _named(name: str) -> xyzservices.TileProvider:
    try:
        return xyzservices.providers.query_name("OpenStreetMap.Mapnik" if name.lower() == "osm" else name)
    except ValueError as error:
        known = xyzservices.providers.flatten()
        raise NotFoundError(f"xyzservices knows no tiles named {name!r}; {nearest(name, known)}") from error
