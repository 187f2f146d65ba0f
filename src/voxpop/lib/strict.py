"""JSON read as a handler's type says, and not otherwise.

The framework reads without the type first: it takes "1" for 1, and fails on what is not UTF-8 or nested without end.
"""

from typing import Any

import msgspec
from litestar import Request

from voxpop.lib.refused import Refused
from voxpop.lib.sentence import said

UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class StrictRequest(Request[Any, Any, Any]):
    async def json(self) -> Any:
        """The body, of the kind that the handler asks for as `data`. Raises Refused body_invalid."""
        field = self.route_handler.parsed_data_field
        kind = field.annotation if field else Any
        try:
            return msgspec.json.decode(await self.body(), type=kind)
        except UNREADABLE as error:
            raise Refused("body_invalid", said("The body cannot be read: %(why)s.", why=str(error))) from None
