using System.Collections.Immutable;
using Faultline.Api.CloudFormation;
using Faultline.Services.CloudFormation.Importing;
using Faultline.Services.CloudFormation.Keeping;
using Faultline.Services.CloudFormation.Templates;
using Faultline.Wire;

namespace Faultline.Services.CloudFormation;

// Change sets that take in what is there already.
internal sealed partial class CloudFormation
{
    /// <summary>What a change set takes in, or why it may not: then it fails, and changes nothing.</summary>
    private sealed record Findings(IReadOnlyList<Candidate> Found)
    {
        /// <summary>Those that the caller names.</summary>
        public IReadOnlyCollection<string> Asked { get; init; } = [];

        public string? Failure { get; init; }

        public ImmutableSortedDictionary<string, string> Imported { get; } =
            Pairs.None.AddRange(Found.Select(each => KeyValuePair.Create(each.LogicalId, each.Id)));
    }

    /// <summary>Looks for what the caller names, or for all that a template names and no stack has yet.</summary>
    private async ValueTask<Findings> ToTakeIn(
        Call call,
        CreateChangeSetInput request,
        bool isNew,
        Template template,
        Edition edition,
        Things things,
        CancellationToken ct)
    {
        var asked = Imports.Of(request, template, kinds.Facts);
        if (asked.Count == 0 && request.ImportExistingResources != true)
        {
            return new([]);
        }

        StackRow stack;
        List<Candidate> candidates;
        using (var held = await book.Take(ct))
        {
            stack = isNew ? New(held.State, call, request.StackName) : Find(held.State, call, request.StackName);
            candidates = Candidates(held.State, stack, Bind(held.State, stack, edition, things), asked);
            await held.Keep();
        }

        var found = new List<Candidate>();
        foreach (var candidate in candidates)
        {
            if (await sightings.Lack(call, stack, candidate, ct) is not { } why)
            {
                found.Add(candidate);
            }
            else if (asked.Count > 0)
            {
                return new(candidates) { Asked = asked.Keys, Failure = why };
            }
        }

        return new(found) { Asked = asked.Keys };
    }

    /// <summary>
    /// "Import AWS resources into a CloudFormation stack automatically": only names that are written out.
    /// </summary>
    private List<Candidate> Candidates(
        CloudFormationState state,
        StackRow stack,
        Bound bound,
        Dictionary<string, List<KeyValuePair<string, string>>> asked)
    {
        var nothing = new Stacks.References(static _ => null, static _ => true);
        var there = state.ResourcesOf(stack.Id).Where(row => row.Exists).Select(row => row.LogicalId)
            .ToHashSet(StringComparer.Ordinal);
        var all = new List<Candidate>();
        foreach (var declared in bound.Resources.Where(each => !there.Contains(each.LogicalId)))
        {
            var parts = asked.Count > 0
                ? asked.GetValueOrDefault(declared.LogicalId)
                : kinds.Facts(declared.Type) is { } facts ? Identity.Written(facts, declared.Properties) : null;
            if (parts is not null)
            {
                all.Add(new(
                    declared.LogicalId, declared.Type, parts, bound.ResolveEarly(declared, nothing).Properties));
            }
        }

        return all;
    }
}
