using System.Collections.Immutable;
using Faultline.Api.CloudFormation;
using Faultline.Services.CloudFormation.Keeping;
using Faultline.Store;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.CloudFormation.Drift;

/// <summary>A look for drift at a stack.</summary>
internal sealed record Detection(
    string Id, string Account, DescribeStackDriftDetectionStatusOutput Shown) : IRow
{
    /// <summary>Whose calls it makes.</summary>
    public required Principal Caller { get; init; }

    /// <summary>Only these resources are looked at; all where none is named.</summary>
    public ImmutableList<string> Only { get; init; } = [];

    public string Stack => Shown.StackId!;

    public bool IsUnderWay => Shown.DetectionStatus == StackDriftDetectionStatus.DetectionInProgress;

    public static RowForm<Detection, string> Form { get; } = new(
        static (entry, row) =>
        {
            entry.Text(1, row.Id);
            entry.Text(2, row.Account);
            Structure.Write(entry, 3, row.Shown);
            entry.Text(4, row.Caller.Arn);
            entry.Text(5, row.Caller.UserId);
            entry.Text(6, row.Caller.AccessKey);
            foreach (var name in row.Only)
            {
                entry.Text(7, name);
            }
        },
        static entry =>
        {
            var row = new Detection("", "", new()) { Caller = Principal.Anonymous with { AccessKey = null } };
            while (entry.Next(out var field))
            {
                row = field switch
                {
                    1 => row with { Id = entry.Text() },
                    2 => row with { Account = entry.Text() },
                    3 => row with { Shown = Structure.Read<DescribeStackDriftDetectionStatusOutput>(entry) },
                    4 => row with { Caller = row.Caller with { Arn = entry.Text() } },
                    5 => row with { Caller = row.Caller with { UserId = entry.Text() } },
                    6 => row with { Caller = row.Caller with { AccessKey = entry.Text() } },
                    7 => row with { Only = row.Only.Add(entry.Text()) },
                    _ => row,
                };
            }

            return row with { Caller = row.Caller with { Account = row.Account, Service = Callers.Service } };
        });

    /// <summary>The same with a change. Whoever looks at the one before sees no change.</summary>
    public Detection With(Action<DescribeStackDriftDetectionStatusOutput> change) =>
        this with { Shown = Shown.With(change) };
}
