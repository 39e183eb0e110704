using Faultline.Api.Rds;
using Faultline.Services.Rds.Catalog;
using Faultline.Services.Rds.Instances;
using Faultline.Services.Rds.Keeping;
using Faultline.Services.Rds.Parameters;
using Faultline.Services.Rds.Running;
using Faultline.Services.Rds.Subnets;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Rds;

internal sealed partial class Rds
{
    public override async ValueTask<ModifyDBInstanceResult> ModifyDBInstance(
        Call call, ModifyDBInstanceMessage request, CancellationToken ct)
    {
        if (request.MasterUserPassword is { } password)
        {
            MasterUser.CheckPassword(password);
        }

        if (request.NewDBInstanceIdentifier is { } name)
        {
            Names.Identifier("NewDBInstanceIdentifier", name, NameMax);
        }

        var postgres = Postgres();
        var isInstalled = request.EngineVersion is { } version
            && postgres.Versions.Any(each => !VersionRules.IsAfter(version, each.ToString())
                && version.StartsWith($"{each.Major}.", StringComparison.Ordinal));
        var groups = request.VpcSecurityGroupIds is { Count: > 0 } asked
            ? await SecurityGroups(call, asked, await VpcOf(call, request.DBInstanceIdentifier, ct), ct)
            : null;
        if (request.PubliclyAccessible == true)
        {
            await CheckPublic(call, true, await VpcOf(call, request.DBInstanceIdentifier, ct), ct);
        }

        Moment? moment = null;
        var row = await Change(
            call,
            request.DBInstanceIdentifier,
            (state, row) => Modified(moment = Moment(state, call.Now), call, request, row, groups, isInstalled),
            ct);
        moment!.Happenings.ForEach(around.Timeline.Note);
        return new() { DBInstance = await Shown(row, ct) };
    }

    private InstanceRow Modified(
        Moment moment,
        Call call,
        ModifyDBInstanceMessage request,
        InstanceRow row,
        IReadOnlyList<string>? groups,
        bool isInstalled)
    {
        var state = moment.State;
        if (row.Status is not (Life.Available or Life.Stopped or Life.StorageFull))
        {
            throw State("Database instance is not in available state.");
        }

        Modification.CheckBuilt(request, row);
        CheckNew(state, call, request, row);
        var (size, most) = (row.Shown.AllocatedStorage!.Value, row.Shown.MaxAllocatedStorage);
        row = Modification.AtOnce(request, row);
        Running.Filling.WarnNear(moment, row, size, most);
        row = Modification.Later(request, row, isInstalled);
        if (groups is not null)
        {
            row = row.With(shown => shown.VpcSecurityGroups = Land.Memberships(groups));
        }

        if (request.OptionGroupName is { } options)
        {
            var membership = OptionGroup(state, call, options, row.Major);
            row = row.With(shown => shown.OptionGroupMemberships = [membership]);
        }

        if (request.DBParameterGroupName is { } group)
        {
            var parameters = ParametersFor(state, call, group, row.Major);
            state.Note(row, call.Now, $"Updated to use DBParameterGroup {parameters.Name}", Says.Change);
            row = row.With(shown => shown.DBParameterGroups =
                [new() { DBParameterGroupName = parameters.Name, ParameterApplyStatus = InForce.PendingReboot }]);
        }

        row = request.MasterUserPassword is { } password ? WithPassword(row, password) : row;

        // It is seen to be under way from the answer on, so that whoever waits for it waits.
        return row.AppliesNow && Running.Pending.MayApply(row)
            ? Running.Pending.Apply(moment, row)
            : row;
    }

    /// <summary>What depends on others, or on what there is besides.</summary>
    private void CheckNew(RdsState state, Call call, ModifyDBInstanceMessage request, InstanceRow row)
    {
        if (request.NewDBInstanceIdentifier is { } name
            && state.Instance(call.Account, name) is { } other
            && other.Id != row.Id)
        {
            throw RdsErrors.DBInstanceAlreadyExistsFault("DB instance already exists");
        }

        if (request.CACertificateIdentifier is { } authority && Certificates.Details(authority) is null)
        {
            throw Refusal.NoCertificate(authority);
        }

        if (request.MultiAZ == true && row.Members.Count < 2
            && SubnetGroups.Find(state, call.Account, row.Shown.DBSubnetGroup!.DBSubnetGroupName!) is { } group)
        {
            placing.Add(state, row, group.Shown);
        }

        if (Modification.IsOfStorage(request, row) && call.Now < row.Grown + storage.Rest)
        {
            throw Refusal.Combination(
                "You can't currently modify the storage of this DB instance because the previous storage change is "
                + "being optimized.");
        }
    }

    private InstanceRow WithPassword(InstanceRow row, string password)
    {
        if (row.Follows is not null)
        {
            throw Refusal.Combination("You can't modify the master user password of a read replica.");
        }

        if (row.Status != Life.Available)
        {
            throw State("Database instance is not in available state.");
        }

        return (row with
        {
            Password = secrets.Close(row.Id, Secrets.Master, password),
            Finishes = [.. row.Finishes, Says.PasswordReset],
        }).In(row.AppliesNow ? row.Status : Life.ResettingCredentials);
    }

    private async ValueTask<string> VpcOf(Call call, string name, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var vpc = Find(held.State, call, name).Shown.DBSubnetGroup!.VpcId!;
        await held.Keep();
        return vpc;
    }
}
