using System.Text.Json.Nodes;

namespace StanceApi.Stances;

/// <summary>What the demonstration data gives, for the documentation. A test holds it to what the service answers.</summary>
internal static class StanceExamples
{
    private const string Rest = """
        "snapshot": "44",
        "filters": {
          "attribution": [], "modality": [], "capacity": [], "source_id": [], "stated_on": {"gte": null, "gt": null, "lte": null, "lt": null},
          "actor_kind": [], "question_id": ["contribute-troops"], "actor_id": ["rana-sanaullah"]
        }
        """;

    /// <summary>Of <c>/v1/stances?question_id=contribute-troops&amp;actor_id=rana-sanaullah</c>.</summary>
    public static JsonObject Stances() => JsonNode.Parse($$"""
        {
          "items": [
            {
              "actor_id": "rana-sanaullah", "question_id": "contribute-troops", "capacity": "personal",
              "stance": "strongly_support", "score": 2, "modality": "conditional", "leaning": null, "conflict": false,
              "decided_by": "unopposed", "since": "2025-10-27", "previous": null,
              "conditions": [
                {
                  "position_id": "s12-sanaullah-personal-support", "id": "c7",
                  "text": "Pakistan's military is given the opportunity to bring peace to Gaza.",
                  "strength": "requirement", "status": "open", "status_on": null
                }
              ],
              "signals": [], "dropped": [], "basis": ["s12-sanaullah-personal-support"],
              "evidence": {"positions": 1, "sources": 1, "best_attribution": "on_record", "verdict": "sufficient"}
            }
          ],
          "next": null, "known_at": null, "as_of": null,
          {{Rest}}
        }
        """)!.AsObject();

    /// <summary>Of <c>/v1/questions/contribute-troops/timeline?actor_id=rana-sanaullah</c>.</summary>
    public static JsonObject Timeline() => JsonNode.Parse($$"""
        {
          "items": [
            {
              "at": "2025-10-27", "seq": null, "actor_id": "rana-sanaullah", "question_id": "contribute-troops", "capacity": "personal",
              "from": null, "to": "strongly_support", "cause": "new_statement", "position_id": "s12-sanaullah-personal-support"
            }
          ],
          "next": null, "known_at": null, "as_of": null, "axis": "stated",
          {{Rest}}
        }
        """)!.AsObject();
}
