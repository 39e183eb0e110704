using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Services.Ec2.Keeping;
using Faultline.Wire;
using Faultline.Wire.Shapes;
using Code = Faultline.Api.Ec2.VpcPeeringConnectionStateReasonCode;

namespace Faultline.Services.Ec2.Network;

/// <summary>
/// Peerings of two VPCs ("VPC peering connection lifecycle", Amazon VPC Peering Guide): one account asks, the other
/// says yes or no, and either ends it. Both see it. Pure.
/// </summary>
internal static class Peerings
{
    // A request is open for 7 days; what is over is seen for two hours by whoever was part of it (same page).
    private static readonly TimeSpan open = TimeSpan.FromDays(7);
    private static readonly TimeSpan seen = TimeSpan.FromHours(2);

    public static bool IsOpen(VpcPeeringConnection peering) =>
        peering.Status!.Code is Code.Active or Code.PendingAcceptance or Code.Provisioning or Code.InitiatingRequest;

    public static bool Joins(VpcPeeringConnection peering, string vpc) =>
        peering.RequesterVpcInfo!.VpcId == vpc || peering.AccepterVpcInfo!.VpcId == vpc;

    public static bool IsPartOf(VpcPeeringConnection peering, string account) =>
        peering.RequesterVpcInfo!.OwnerId == account || peering.AccepterVpcInfo!.OwnerId == account;

    /// <summary>A peering as it is for an account: there for both parties, with the tags of its owner alone.</summary>
    public static VpcPeeringConnection Show(Owned<VpcPeeringConnection> row, string account) => row.Shown.With(shown =>
    {
        shown.Tags = row.Account == account ? shown.Tags : [];
        shown.ExpirationTime = shown.Status!.Code == Code.PendingAcceptance ? shown.ExpirationTime : null;
    });

    public static Owned<VpcPeeringConnection> Need(Ec2State state, string account, string id) =>
        state.Peerings.Find(id) is { } row && IsPartOf(row.Shown, account) ? row : throw Noun.Peering.Missing(id);

    /// <summary>A request. What can never come about is there too, and has failed.</summary>
    public static Owned<VpcPeeringConnection> Make(
        Ec2State state,
        Owned<Vpc> vpc,
        VpcPeeringConnectionVpcInfo other,
        string region,
        List<Tag> tags,
        DateTimeOffset now,
        Dice dice)
    {
        var (id, failure) = (dice.Resource("pcx"), Failure(state, vpc, other, region));
        var row = new Owned<VpcPeeringConnection>(id, vpc.Account, new()
        {
            VpcPeeringConnectionId = id,
            RequesterVpcInfo = Party(vpc, region),
            AccepterVpcInfo = other,
            ExpirationTime = now + (failure is null ? open : seen),
            Status = failure is null
                ? new() { Code = Code.PendingAcceptance, Message = $"Pending Acceptance by {other.OwnerId}" }
                : new() { Code = Code.Failed, Message = failure },
            Tags = tags,
        });
        state.Peerings.Put(row);
        return row;
    }

    public static void CheckAnswer(Owned<VpcPeeringConnection> row, string account, string verb)
    {
        if (row.Shown.AccepterVpcInfo!.OwnerId != account)
        {
            throw NetworkRefusal.NotPermitted($"User {account} cannot {verb} peering {row.Id}");
        }

        if (row.Shown.Status!.Code != Code.PendingAcceptance)
        {
            throw Transition(row, verb == "accept" ? Code.Active : Code.Rejected);
        }
    }

    public static void CheckEnd(Owned<VpcPeeringConnection> row)
    {
        if (!IsOpen(row.Shown))
        {
            throw Transition(row, Code.Deleted);
        }
    }

    public static Owned<VpcPeeringConnection> Accept(Ec2State state, Owned<VpcPeeringConnection> row, string region)
    {
        var vpc = state.Vpcs.Find(row.Shown.AccepterVpcInfo!.VpcId)!;
        var accepted = row.With(shown =>
        {
            shown.Status = new() { Code = Code.Active, Message = "Active" };
            shown.AccepterVpcInfo = Party(vpc, region);
            shown.ExpirationTime = null;
        });
        state.Peerings.Put(accepted);
        return accepted;
    }

    /// <summary>The end of a peering or of the question of one.</summary>
    public static void End(
        Ec2State state, Owned<VpcPeeringConnection> row, string code, string message, DateTimeOffset now) =>
        state.Peerings.Put(row.With(shown =>
        {
            shown.Status = new() { Code = code, Message = message };
            shown.ExpirationTime = now + seen;
        }));

    /// <summary>Ends requests that nobody answered, and forgets what has been over for long.</summary>
    public static void Settle(Ec2State state, DateTimeOffset now)
    {
        foreach (var row in state.Peerings.All.Where(row => row.Shown.ExpirationTime <= now).ToList())
        {
            if (row.Shown.Status!.Code == Code.PendingAcceptance)
            {
                End(state, row, Code.Expired, "Expired", row.Shown.ExpirationTime!.Value);
            }
            else
            {
                state.Peerings.Remove(row.Id);
            }
        }
    }

    private static string? Failure(
        Ec2State state, Owned<Vpc> vpc, VpcPeeringConnectionVpcInfo other, string region)
    {
        if (other.Region != region)
        {
            return $"Faultline peers VPCs within a region: {other.Region} cannot be reached from {region}";
        }

        var peer = state.Vpcs.Find(other.OwnerId!, other.VpcId);
        return peer is null || VpcBlocks.Of(vpc.Shown).Any(one => VpcBlocks.Of(peer.Shown).Any(one.Overlaps))
            ? "Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range"
            : null;
    }

    private static VpcPeeringConnectionVpcInfo Party(Owned<Vpc> vpc, string region) => new()
    {
        VpcId = vpc.Id,
        OwnerId = vpc.Account,
        Region = region,
        CidrBlock = vpc.Shown.CidrBlock,
        CidrBlockSet =
            [.. VpcBlocks.Of(vpc.Shown).Select(block => new CidrBlock { CidrBlockValue = block.ToString() })],
        PeeringOptions = new()
        {
            AllowDnsResolutionFromRemoteVpc = false,
            AllowEgressFromLocalClassicLinkToRemoteVpc = false,
            AllowEgressFromLocalVpcToRemoteClassicLink = false,
        },
    };

    private static AwsError Transition(Owned<VpcPeeringConnection> row, string to) => new(
        "InvalidStateTransition", 400,
        $"Invalid state transition for {row.Id}, attempted to transition from {row.Shown.Status!.Code} to {to}");
}
