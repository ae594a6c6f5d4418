"""Lists attached to a form: rows that pulldata() and instance() look things up in."""

from collections.abc import Mapping, Sequence

from instruments.expression.faults import Unsupported
from instruments.expression.nodes import DataNode

Row = Mapping[str, str]


class Tables(dict[str, Sequence[Row]]):
    """Tables by name, with what was built from them: keep one for as long as its rows do not change."""

    def __init__(self, tables: Mapping[str, Sequence[Row]] | None = None) -> None:
        super().__init__(tables or {})
        self.trees: dict[str, DataNode] = {}
        self.indexes: dict[tuple[str, str], dict[str, Row]] = {}
        self.by_column: dict[tuple[str, str], dict[str, list[DataNode]]] = {}

    def rows(self, name: str, function: str = "instance") -> Sequence[Row]:
        """The rows of a table, `.csv` or not; raises Unsupported in the name of the function that wants it."""
        found = self.get(name)
        if found is None:
            found = self.get(name.removesuffix(".csv"))
        if found is None:
            raise Unsupported(function, f"there is no list `{name}` attached for `{function}`")
        return found

    def tree(self, name: str) -> DataNode:
        """The instance: root with one item for each row, one node for each column."""
        if name not in self.trees:
            items = (
                DataNode("item", children=[DataNode(column, value) for column, value in row.items()])
                for row in self.rows(name)
            )
            self.trees[name] = DataNode("instance", children=[DataNode("root", children=items)])
        return self.trees[name]

    def having(self, name: str, column: str) -> dict[str, list[DataNode]]:
        """The item nodes of an instance by what they have in a column, in their order."""
        index = self.by_column.get((name, column))
        if index is None:
            index = {}
            for item in self.tree(name).children[0].children:
                for held in {cell.value for cell in item.children if cell.name == column}:
                    index.setdefault(held, []).append(item)
            self.by_column[name, column] = index
        return index

    def row(self, name: str, column: str, key: str) -> Row:
        """The first row that has the key in the column; empty if there is none."""
        index = self.indexes.get((name, column))
        if index is None:
            index = {}
            for row in self.rows(name, "pulldata"):
                index.setdefault(row.get(column, ""), row)
            self.indexes[name, column] = index
        return index.get(key, {})


def indexed(tables: Mapping[str, Sequence[Row]]) -> Tables:
    return tables if isinstance(tables, Tables) else Tables(tables)
