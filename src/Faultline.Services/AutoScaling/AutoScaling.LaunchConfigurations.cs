using Faultline.Api.AutoScaling;
using Faultline.Kernel;
using Faultline.Services.AutoScaling.Keeping;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.AutoScaling;

internal sealed partial class AutoScaling
{
    public override async ValueTask CreateLaunchConfiguration(
        Call call, CreateLaunchConfigurationType request, CancellationToken ct)
    {
        var shown = request.InstanceId is { } id
            ? (await FromInstance(call, id, ct)).Under(request.To<LaunchConfiguration>())
            : request.To<LaunchConfiguration>();
        if (shown.ImageId is null || shown.InstanceType is null)
        {
            throw Refusal.Invalid(
                "Valid requests must contain either the InstanceID parameter or both the ImageId and InstanceType "
                + "parameters.");
        }

        using var held = await book.Take(ct);
        Add(held.State, call, shown);
        await held.Keep();
    }

    public override async ValueTask DeleteLaunchConfiguration(
        Call call, LaunchConfigurationNameType request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var id = Part.IdOf(call.Account, request.LaunchConfigurationName);
        if (held.State.LaunchConfigurations.Find(id) is null)
        {
            throw Refusal.Invalid(
                $"Launch configuration name not found - Launch configuration {request.LaunchConfigurationName} not "
                + "found");
        }

        if (held.State.Groups.Of(call.Account)
            .Any(group => group.Shown.LaunchConfigurationName == request.LaunchConfigurationName))
        {
            throw AutoScalingErrors.ResourceInUseFault(
                $"Cannot delete launch configuration {request.LaunchConfigurationName} because it is attached to an "
                + "AutoScalingGroup");
        }

        held.State.LaunchConfigurations.Remove(id);
        await held.Keep();
    }

    public override async ValueTask<LaunchConfigurationsType> DescribeLaunchConfigurations(
        Call call, LaunchConfigurationNamesType request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var found = held.State.LaunchConfigurations.Of(call.Account).Select(row => row.Shown)
            .Where(shown => request.LaunchConfigurationNames is not { Count: > 0 } names
                || names.Contains(shown.LaunchConfigurationName!));
        var (page, next) = Pages.Cut(
            call, found, shown => shown.LaunchConfigurationName!, request.MaxRecords, request.NextToken);
        await held.Keep();
        return new() { LaunchConfigurations = page, NextToken = next };
    }

    private void Add(AutoScalingState state, Call call, LaunchConfiguration shown)
    {
        var name = shown.LaunchConfigurationName!;
        var id = Part.IdOf(call.Account, name);
        if (state.LaunchConfigurations.Find(id) is not null)
        {
            throw AutoScalingErrors.AlreadyExistsFault(
                $"Launch Configuration by this name already exists - A launch configuration already exists with the "
                + $"name {name}");
        }

        if (state.LaunchConfigurations.Of(call.Account).Count() >= Limits.LaunchConfigurationsMax)
        {
            throw Refusal.Limit("launch configurations", Limits.LaunchConfigurationsMax);
        }

        state.LaunchConfigurations.Put(new(id, call.Account, shown.With(made =>
        {
            made.LaunchConfigurationARN =
                Names.LaunchConfigurationArn(region, call.Account, call.Dice.Uuid(), name);
            made.CreatedTime = call.Now;
            made.SecurityGroups ??= [];
            made.BlockDeviceMappings ??= [];
            made.ClassicLinkVPCSecurityGroups ??= [];
            made.UserData ??= "";
            made.KeyName ??= "";
            made.KernelId ??= "";
            made.RamdiskId ??= "";
            made.InstanceMonitoring ??= new() { Enabled = true };
            made.EbsOptimized ??= false;
        })));
    }

    /// <summary>
    /// What an instance was launched from, but for its volumes (CreateLaunchConfiguration, API reference).
    /// </summary>
    private async ValueTask<LaunchConfiguration> FromInstance(Call call, string id, CancellationToken ct)
    {
        var instance = (await land.Instances(call.Account, [id], ct))[0];
        return new()
        {
            ImageId = instance.ImageId,
            InstanceType = instance.InstanceType,
            KeyName = instance.KeyName,
            SecurityGroups = [.. (instance.SecurityGroups ?? []).Select(group => group.GroupId!)],
            UserData = await land.UserData(call.Account, id, ct),
            IamInstanceProfile = instance.IamInstanceProfile?.Arn,
            EbsOptimized = instance.EbsOptimized,
            InstanceMonitoring = new() { Enabled = instance.Monitoring?.State == "enabled" },
            PlacementTenancy = instance.Placement?.Tenancy,
        };
    }
}
