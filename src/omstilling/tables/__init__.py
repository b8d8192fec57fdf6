"""The declared columns of every table that passes between rooms.

Each column has a type, a meaning and, where it measures something, a unit; tables are
checked against these declarations where they enter a room. `null` always means "not
known" or "does not apply", never zero.

Identifiers used throughout:

- *organisation*: nine digits, or a pseudonym that begins with `P` (private persons,
  sole traders and partnerships, whose names are withheld);
- *place*: the four-digit municipality number of 2024;
- *activity*: a code of SN2007, at two (`22`), three (`22.2`), four or five digits
  (`22.290`), unless a `version` column says otherwise;
- *source* and *row*: the file a fact comes from (a key of the `sources` table) and its
  row there as a spreadsheet shows it (the header is row 1; in JSON, element n is row
  n).
"""

from omstilling.tables.answers import (
    Strength,
    Transfer,
)
from omstilling.tables.columns import (
    ACTIVITY,
    CLUSTER_LEVELS,
    COUNTY,
    EVIDENCE_KINDS,
    MEMBERSHIPS,
    MUNICIPALITY,
    OBJECT_KINDS,
    ORGANISATION,
    RECEIVER_KINDS,
    ROLES,
    SIZE_CLASSES,
    SN2007,
    SN2025,
    STATEMENT_KINDS,
    STATEMENT_LANGUAGES,
    UNITS,
    VERSIONS,
)
from omstilling.tables.facts import (
    Activity,
    Bridge,
    Cluster,
    ClusterLevel,
    ClusterMethod,
    Evidence,
    Member,
    Method,
    Organisation,
    Place,
    PlaceKey,
    Project,
)
from omstilling.tables.outcomes import OUTCOMES, Outcome, OutcomeRow
from omstilling.tables.registers import (
    Account,
    Application,
    Award,
    Cell,
    ClusterRow,
    Code,
    Correspondence,
    MemberRow,
    Participation,
    Rate,
    Recoding,
    Reject,
    Source,
    Statistic,
    Unit,
)
from omstilling.tables.statements import (
    STATEMENTS,
    Answer,
    AnswerTheme,
    Correction,
    Duplicate,
    Statement,
    StatementRow,
    Theme,
)
from omstilling.tables.support import Support

__all__ = [
    "ACTIVITY",
    "CLUSTER_LEVELS",
    "COUNTY",
    "EVIDENCE_KINDS",
    "MEMBERSHIPS",
    "MUNICIPALITY",
    "OBJECT_KINDS",
    "ORGANISATION",
    "OUTCOMES",
    "RECEIVER_KINDS",
    "ROLES",
    "SIZE_CLASSES",
    "SN2007",
    "SN2025",
    "STATEMENTS",
    "STATEMENT_KINDS",
    "STATEMENT_LANGUAGES",
    "UNITS",
    "VERSIONS",
    "Account",
    "Activity",
    "Answer",
    "AnswerTheme",
    "Application",
    "Award",
    "Bridge",
    "Cell",
    "Cluster",
    "ClusterLevel",
    "ClusterMethod",
    "ClusterRow",
    "Code",
    "Correction",
    "Correspondence",
    "Duplicate",
    "Evidence",
    "Member",
    "MemberRow",
    "Method",
    "Organisation",
    "Outcome",
    "OutcomeRow",
    "Participation",
    "Place",
    "PlaceKey",
    "Project",
    "Rate",
    "Recoding",
    "Reject",
    "Source",
    "Statement",
    "StatementRow",
    "Statistic",
    "Strength",
    "Support",
    "Theme",
    "Transfer",
    "Unit",
]
