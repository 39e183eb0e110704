using System.Text.Json.Nodes;
using Faultline.Api.AutoScaling;
using Faultline.Services.Provisioning;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.AutoScaling.Resources;

/// <summary>Launch configurations: none is ever changed. Its id is the name.</summary>
internal sealed class LaunchConfigurationResourceType(AutoScalingApi scaling)
    : ResourceType("AWS::AutoScaling::LaunchConfiguration")
{
    private const int NameMax = 255;
    private const string Monitoring = "InstanceMonitoring";

    public override async ValueTask<string> Create(Work work, CancellationToken ct)
    {
        var asked = work.Properties;
        var request = asked.As<CreateLaunchConfigurationType>(Monitoring);
        request.LaunchConfigurationName = asked.Text("LaunchConfigurationName") ?? work.Name(NameMax);
        request.RamdiskId = asked.Text("RamDiskId");
        request.InstanceMonitoring = asked.Flag(Monitoring) is { } monitored ? new() { Enabled = monitored } : null;
        if (await Look(work, request.LaunchConfigurationName, ct) is not { } there)
        {
            await work.Ask(scaling.CreateLaunchConfiguration, request, ct);
        }
        else if (!IsMade(there, request))
        {
            throw Refused.Exists(Name, request.LaunchConfigurationName);
        }

        return request.LaunchConfigurationName;
    }

    public override async ValueTask Delete(Work work, CancellationToken ct) => await this.OrGone(work.Ask(
        scaling.DeleteLaunchConfiguration,
        new LaunchConfigurationNameType { LaunchConfigurationName = work.Id! },
        ct));

    public override async ValueTask<JsonObject?> Read(Work work, CancellationToken ct)
    {
        if (await Look(work, work.Id!, ct) is not { } configuration)
        {
            return null;
        }

        var shown = this.Shown(configuration);
        shown[Monitoring] = configuration.InstanceMonitoring?.Enabled;
        shown["RamDiskId"] = configuration.RamdiskId;
        return shown;
    }

    public override bool SaysGone(AwsError error) => Absence.Is(error);

    /// <summary>They have no tags: one that says all that is asked for is what an earlier try made.</summary>
    private static bool IsMade(LaunchConfiguration there, CreateLaunchConfigurationType request)
    {
        var asked = request.To<LaunchConfiguration>();
        return Reshape.Bytes(there).AsSpan().SequenceEqual(Reshape.Bytes(there.Under(asked)));
    }

    private async ValueTask<LaunchConfiguration?> Look(Work work, string name, CancellationToken ct) => (await work.Ask(
        scaling.DescribeLaunchConfigurations,
        new LaunchConfigurationNamesType { LaunchConfigurationNames = [name] },
        ct)).LaunchConfigurations!.FirstOrDefault();
}
