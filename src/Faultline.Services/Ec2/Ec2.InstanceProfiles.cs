using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Instances;
using Faultline.Services.Ec2.Keeping;
using Faultline.Wire;

namespace Faultline.Services.Ec2;

internal sealed partial class Ec2
{
    // MaxResults of DescribeIamInstanceProfileAssociations in the API reference.
    private static readonly Paging associationPages = new(Min: 5, Max: 1000, Unasked: 1000);

    public override async ValueTask<AssociateIamInstanceProfileResult> AssociateIamInstanceProfile(
        Call call, AssociateIamInstanceProfileRequest request, CancellationToken ct)
    {
        using var held = await book.Take(call.Account, ct);
        var machine = Find(held.State, call, request.InstanceId);
        if (machine.Shown.IamInstanceProfile is not null)
        {
            throw new AwsError(
                "IncorrectState", 400,
                $"There is an existing association for instance {machine.Id}. Replace it, or disassociate it first.");
        }

        var changed = machine.With(it => it.IamInstanceProfile = MachineShape.Profile(call, request.IamInstanceProfile))
            with { ProfileSince = call.Now };
        held.State.Machines.Put(changed);
        await held.Keep();
        return new() { IamInstanceProfileAssociation = Association(changed, "associating") };
    }

    public override async ValueTask<ReplaceIamInstanceProfileAssociationResult> ReplaceIamInstanceProfileAssociation(
        Call call, ReplaceIamInstanceProfileAssociationRequest request, CancellationToken ct)
    {
        using var held = await book.Take(call.Account, ct);
        var machine = Associated(held.State, call, request.AssociationId);
        var changed = machine.With(it => it.IamInstanceProfile = MachineShape.Profile(call, request.IamInstanceProfile))
            with { ProfileSince = call.Now };
        held.State.Machines.Put(changed);
        await held.Keep();
        return new() { IamInstanceProfileAssociation = Association(changed, "associating") };
    }

    public override async ValueTask<DisassociateIamInstanceProfileResult> DisassociateIamInstanceProfile(
        Call call, DisassociateIamInstanceProfileRequest request, CancellationToken ct)
    {
        using var held = await book.Take(call.Account, ct);
        var machine = Associated(held.State, call, request.AssociationId);
        held.State.Machines.Put(machine.With(it => it.IamInstanceProfile = null));
        await held.Keep();
        return new() { IamInstanceProfileAssociation = Association(machine, "disassociating") };
    }

    public override async ValueTask<DescribeIamInstanceProfileAssociationsResult>
        DescribeIamInstanceProfileAssociations(
            Call call, DescribeIamInstanceProfileAssociationsRequest request, CancellationToken ct)
    {
        var passes = new Filters<IamInstanceProfileAssociation>()
            .On("instance-id", it => it.InstanceId)
            .On("state", it => it.State)
            .Read(request.Filters);
        using var held = await book.Take(call.Account, ct);
        var all = held.State.Machines.Of(call.Account)
            .Where(machine => machine.Shown.IamInstanceProfile is not null)
            .Select(machine => Association(machine, "associated"))
            .Where(each => request.AssociationIds is not { Count: > 0 } ids || ids.Contains(each.AssociationId!))
            .Where(each => passes(each));
        var (page, next) = associationPages.Cut(
            call, all, each => each.AssociationId!, request.MaxResults, request.NextToken);
        await held.Keep();
        return new() { IamInstanceProfileAssociations = page, NextToken = next };
    }

    private static string AssociationOf(Machine machine) => $"iip-assoc-{machine.Id[2..]}";

    private static Machine Associated(Ec2State state, Call call, string association) =>
        state.Machines.Of(call.Account).FirstOrDefault(machine =>
            machine.Shown.IamInstanceProfile is not null && AssociationOf(machine) == association)
        ?? throw new AwsError(
            "NoSuchAssociation", 400, $"An invalid association-id of '{association}' was given");

    private static IamInstanceProfileAssociation Association(Machine machine, string state) => new()
    {
        AssociationId = AssociationOf(machine),
        InstanceId = machine.Id,
        IamInstanceProfile = machine.Shown.IamInstanceProfile,
        State = state,
        Timestamp = machine.ProfileSince,
    };
}
