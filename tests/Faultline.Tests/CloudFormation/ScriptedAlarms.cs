using Faultline.Api.CloudWatch;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Tests.CloudFormation;

/// <summary>Alarms that a test sets off. Nothing else of CloudWatch is there.</summary>
internal sealed class ScriptedAlarms : Wire.Api
{
    public const string Prefix = "arn:aws:cloudwatch:us-east-1:111122223333:alarm:";

    /// <summary>The states of the alarms that there are, by name.</summary>
    public Dictionary<string, string> States { get; } = new(StringComparer.Ordinal);

    /// <summary>What stands in the way of whoever asks.</summary>
    public Func<AwsError?> Before { get; set; } = static () => null;

    /// <summary>Who asked, and for what.</summary>
    public List<string> Asked { get; } = [];

    public override ServiceModel Model => CloudWatchModel.Service;

    public override ValueTask<IStructure?> Invoke(Call call, IStructure input, CancellationToken ct)
    {
        var request = Assert.IsType<DescribeAlarmsInput>(input);
        Asked.Add(string.Join(
            ' ', call.Principal.Arn, string.Join(',', request.AlarmNames!), string.Join(',', request.AlarmTypes!)));
        if (Before() is { } refused)
        {
            throw refused;
        }

        var found = request.AlarmNames!.Where(States.ContainsKey).ToList();
        return ValueTask.FromResult<IStructure?>(new DescribeAlarmsOutput
        {
            MetricAlarms = found.FindAll(name => !name.StartsWith("both", StringComparison.Ordinal))
                .ConvertAll(name => new MetricAlarm { AlarmArn = Arn(name), StateValue = States[name] }),
            CompositeAlarms = found.FindAll(name => name.StartsWith("both", StringComparison.Ordinal))
                .ConvertAll(name => new CompositeAlarm { AlarmArn = Arn(name), StateValue = States[name] }),
        });

        string Arn(string name) => $"arn:aws:cloudwatch:{call.Region}:{call.Account}:alarm:{name}";
    }
}
