using System.Collections.Immutable;
using Faultline.Api.CloudFormation;
using Faultline.Store;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.CloudFormation.Keeping;

/// <summary>A stack as the API shows it, and what is being done with it.</summary>
/// <param name="Id">Its ARN.</param>
internal sealed record StackRow(string Id, string Account, Stack Shown) : IRow
{
    /// <summary>Whose calls its operation makes: whoever began it.</summary>
    public required Principal Caller { get; init; }

    /// <summary>Where the caller reached us, for URLs.</summary>
    public string Origin { get; init; } = "";

    /// <summary>What it is, once it came to be something: what a rollback goes back to.</summary>
    public Edition? Edition { get; init; }

    /// <summary>What is being done with it; null while nothing is.</summary>
    public Undertaking? Operation { get; init; }

    /// <summary>The stack policy.</summary>
    public string? Policy { get; init; }

    /// <summary>The exports of others that it uses.</summary>
    public ImmutableList<string> Imports { get; init; } = [];

    /// <summary>The last client request token of each kind of operation, so that it is not done twice.</summary>
    public ImmutableSortedDictionary<string, string> Tokens { get; init; } = Pairs.None;

    public string Name => Shown.StackName!;

    public string Status => Shown.StackStatus!;

    public bool IsGone => Status == StackStatus.DeleteComplete;

    /// <summary>Something is being done with it now.</summary>
    public bool IsBusy => Operation is { Phase: not Phase.Halted };

    public static RowForm<StackRow, string> Form { get; } = new(Write, Read);

    public StackRow With(Action<Stack> change) => this with { Shown = Shown.With(change) };

    private static void Write(EntryWriter entry, StackRow row)
    {
        entry.Text(1, row.Id);
        entry.Text(2, row.Account);
        Structure.Write(entry, 3, row.Shown);
        entry.Text(4, row.Caller.Arn);
        entry.Text(5, row.Caller.UserId);
        entry.Text(6, row.Caller.AccessKey);
        entry.Text(7, row.Origin);
        Edition.Write(entry, 8, row.Edition);
        Undertaking.Write(entry, 9, row.Operation);
        entry.Text(10, row.Policy);
        Pairs.Write(entry, 11, row.Imports);
        Pairs.Write(entry, 12, row.Tokens);
    }

    private static StackRow Read(EntryReader entry)
    {
        var row = new StackRow("", "", new()) { Caller = Principal.Anonymous with { AccessKey = null } };
        while (entry.Next(out var field))
        {
            row = field switch
            {
                1 => row with { Id = entry.Text() },
                2 => row with { Account = entry.Text() },
                3 => row with { Shown = Structure.Read<Stack>(entry) },
                4 => row with { Caller = row.Caller with { Arn = entry.Text() } },
                5 => row with { Caller = row.Caller with { UserId = entry.Text() } },
                6 => row with { Caller = row.Caller with { AccessKey = entry.Text() } },
                7 => row with { Origin = entry.Text() },
                8 => row with { Edition = Edition.Read(entry.Nested()) },
                9 => row with { Operation = Undertaking.Read(entry.Nested()) },
                10 => row with { Policy = entry.Text() },
                11 => row with { Imports = row.Imports.Add(entry.Text()) },
                12 => row with { Tokens = Pairs.Read(row.Tokens, entry.Nested()) },
                _ => row,
            };
        }

        return row with { Caller = row.Caller with { Account = row.Account, Service = Callers.Service } };
    }
}

/// <summary>Whose calls CloudFormation makes.</summary>
internal static class Callers
{
    public const string Service = "cloudformation.amazonaws.com";

    /// <summary>The caller's own calls, made by CloudFormation for them.</summary>
    public static Principal For(Call call) => call.Principal with { Service = Service };
}
