using System.Globalization;
using System.Text.Json.Nodes;
using Faultline.Api.Fis;
using Faultline.Services.Fis.Keeping;
using ResolvedTarget = Faultline.Services.Fis.Targets.ResolvedTarget;

namespace Faultline.Services.Fis.Running;

/// <summary>
/// The records of an experiment's log, in the schema of "Experiment logging for AWS FIS" (user guide): version 2, or 1
/// where that is asked for. Pure.
/// </summary>
internal static class Records
{
    /// <summary>So many resolved targets are in one record, which keeps it well below what an event may hold.</summary>
    private const int TargetsMost = 500;

    public static ExperimentRow Add(
        ExperimentRow row, DateTimeOffset now, params ReadOnlySpan<(string Type, JsonObject Details)> records)
    {
        if (row.Asked.LogConfiguration is not { CloudWatchLogsConfiguration: not null } log)
        {
            return row;
        }

        foreach (var (type, details) in records)
        {
            var text = new JsonObject
            {
                ["id"] = row.Id,
                ["log_type"] = type,
                ["event_timestamp"] = Hour(now),
                ["version"] = log.LogSchemaVersion!.Value.ToString(CultureInfo.InvariantCulture),
                ["details"] = details,
            };
            row = row with { Lines = row.Lines.Add(new(now, text.ToJsonString())) };
        }

        return row;
    }

    public static (string, JsonObject) ExperimentStart(ExperimentRow row) => ("experiment-start", new()
    {
        ["experiment_template_id"] = row.Asked.ExperimentTemplateId,
        ["experiment_start_time"] = Hour(row.Started!.Value),
    });

    public static (string, JsonObject) ResolutionStart(string target, DateTimeOffset now) => (
        "target-resolution-start",
        new() { ["target_resolution_start_time"] = Hour(now), ["target_name"] = target });

    /// <summary>What all targets that are used were resolved to.</summary>
    public static ExperimentRow Resolved(ExperimentRow row, DateTimeOffset now)
    {
        foreach (var name in Course.Used(row))
        {
            var type = row.Asked.Targets![name].ResourceType;
            var found = row.Found.Where(each => each.Target == name).Select(each => each.Resource).ToList();
            if (!IsFirst(row))
            {
                row = Add(row, now, ("target-resolution-detail", new()
                {
                    ["target_resolution_end_time"] = Hour(now),
                    ["target_name"] = name,
                    ["target_type"] = type,
                    ["account_id"] = row.Account,
                    ["resolved_targets_count"] = found.Count,
                    ["status"] = "completed",
                }));
            }

            var pages = found.Chunk(TargetsMost).DefaultIfEmpty([]).ToList();
            for (var page = 0; page < pages.Count; page++)
            {
                var details = new JsonObject
                {
                    ["target_resolution_end_time"] = Hour(now),
                    ["target_name"] = name,
                    ["resolved_targets"] = new JsonArray([.. pages[page].Select(each => Shown(row, each))]),
                    ["page"] = page + 1,
                    ["total_pages"] = pages.Count,
                };
                if (!IsFirst(row))
                {
                    details["target_type"] = type;
                }

                row = Add(row, now, ("target-resolution-end", details));
            }
        }

        return row;
    }

    /// <summary>A target could not be resolved, so that nothing begins.</summary>
    public static ExperimentRow Unresolved(ExperimentRow row, DateTimeOffset now, string name, string why)
    {
        var type = row.Asked.Targets![name].ResourceType;
        if (!IsFirst(row))
        {
            row = Add(row, now, ("target-resolution-detail", new()
            {
                ["target_resolution_end_time"] = Hour(now),
                ["target_name"] = name,
                ["target_type"] = type,
                ["account_id"] = row.Account,
                ["resolved_targets_count"] = 0,
                ["status"] = "failed",
                ["error_information"] = why,
            }));
        }

        var details = new JsonObject
        {
            ["target_resolution_end_time"] = Hour(now),
            ["target_name"] = name,
            ["resolved_targets"] = new JsonArray(),
            ["page"] = 1,
            ["total_pages"] = 1,
            ["error_information"] = why,
        };
        if (!IsFirst(row))
        {
            details["target_type"] = type;
        }

        return Add(row, now, ("target-resolution-end", details));
    }

    public static (string, JsonObject) ActionStart(ExperimentRow row, string name, DateTimeOffset now)
    {
        var action = row.Asked.Actions![name];
        var details = new JsonObject
        {
            ["action_name"] = name,
            ["action_id"] = action.ActionId,
            ["action_start_time"] = Hour(now),
            ["action_targets"] = Map(action.Targets),
        };
        if (action.Parameters is { Count: > 0 } parameters)
        {
            details["parameters"] = Map(parameters);
        }

        return ("action-start", details);
    }

    public static (string, JsonObject) ActionError(ExperimentRow row, ActionRun run) => ("action-error", new()
    {
        ["action_name"] = run.Name,
        ["action_id"] = row.Asked.Actions![run.Name].ActionId,
        ["account_id"] = row.Account,
        ["action_state"] = State(run.Outcome!, run.Reason!),
    });

    public static (string, JsonObject) ActionEnd(ExperimentRow row, ActionRun run) => ("action-end", new()
    {
        ["action_name"] = run.Name,
        ["action_id"] = row.Asked.Actions![run.Name].ActionId,
        ["action_end_time"] = Hour(run.Ended!.Value),
        ["action_state"] = State(run.Outcome!, run.Reason!),
    });

    public static (string, JsonObject) ExperimentEnd(ExperimentRow row) => ("experiment-end", new()
    {
        ["experiment_end_time"] = Hour(row.Ended!.Value),
        ["experiment_state"] = State(row.Status, row.Reason),
    });

    /// <summary>Version 1 has no details of resolutions, and lists targets by their ARNs.</summary>
    private static bool IsFirst(ExperimentRow row) => row.Asked.LogConfiguration?.LogSchemaVersion == 1;

    private static JsonNode Shown(ExperimentRow row, ResolvedTarget target) =>
        IsFirst(row) ? JsonValue.Create(target.Arn) : Map(target.Facts);

    private static JsonObject State(string status, string reason) =>
        new() { ["status"] = status, ["reason"] = reason };

    private static JsonObject Map(IEnumerable<KeyValuePair<string, string>>? texts)
    {
        var map = new JsonObject();
        foreach (var (name, text) in (texts ?? []).OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            map[name] = text;
        }

        return map;
    }

    private static string Hour(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
