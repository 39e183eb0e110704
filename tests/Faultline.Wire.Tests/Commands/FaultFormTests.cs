using Faultline.Commands.Faults;
using Faultline.Kernel.Faults;

namespace Faultline.Wire.Tests.Commands;

/// <summary>What the friendly forms take, and what they refuse before any server is asked.</summary>
public sealed class FaultFormTests
{
    [Theory]
    [InlineData("zone use1-az1 --power --share 0.5 --return 30s")]
    [InlineData("zone use1-az1 --isolate")]
    [InlineData("zone use1-az1 --isolate everything --for 2m")]
    [InlineData("zone use1-az1 --gray --latency 200ms --jitter 50ms --loss 0.05")]
    [InlineData("region eu-west-1")]
    [InlineData("region eu-west-1 --freeze --service ec2 --reads fail")]
    [InlineData("region eu-west-1 --storm --rate 2")]
    [InlineData("region eu-west-1 --dns --service dynamodb")]
    [InlineData("link use1-az1 use1-az2 --latency 200ms --loss 0.15 --jitter 5ms --one-way")]
    [InlineData("link use1-az1 use1-az2 --cut --one-way")]
    [InlineData("api sqs:SendMessage --error ThrottlingException --share 0.3 --status 429 --message no")]
    [InlineData("api sqs --throttle --rate 5 --region eu-west-1 --account 123456789012 --resource q")]
    [InlineData("api sqs --latency 500ms --jitter 100ms")]
    [InlineData("host use1-az1-h1 --crash")]
    [InlineData("host use1-az1-h1 --pause --dry-run")]
    [InlineData("instance i-1 --hang --allow-empty --json")]
    [InlineData("pressure use1-az1 --cpu 0.9")]
    [InlineData("pressure --resource i-1 --memory 0.9")]
    [InlineData("clock use1-az1 --skew -5m")]
    [InlineData("disk use1-az1 --slow 200ms --share 0.1")]
    [InlineData("disk --resource vol-1 --lose")]
    [InlineData("capacity use1-az1 --left 0.2 --type m5.large")]
    public void A_form_takes(string line) => Assert.Empty(Problems(line));

    [Theory]
    [InlineData("zone use1-az1", "say how: --power, --isolate or --gray.")]
    [InlineData(
        "zone use1-az1 --power --gray", "choose one of --power or --gray: each is a fault of its own.")]
    [InlineData("zone use1-az1 --power --loss 0.1", "--loss does not go with --power, but with --gray.")]
    [InlineData(
        "region eu-west-1 --rate 2", "--rate does not go with plain `fault region`, but with --storm.")]
    [InlineData("link use1-az1 use1-az2", "say how: --latency, --loss or --cut.")]
    [InlineData("clock use1-az1", "say how: --skew.")]
    [InlineData("disk --fail", "say where: PLACE, or --resource; one of the two.")]
    [InlineData("disk use1-az1 --resource vol-1 --fail", "say where: PLACE, or --resource; one of the two.")]
    [InlineData("disk use1-az1 --lose", "--lose takes no PLACE; say --resource.")]
    [InlineData("clear", "say which faults: the ID of one or more, or --all.")]
    [InlineData("clear fault-1 --all", "say which faults: the ID of one or more, or --all.")]
    [InlineData("add zone-power use1-az1", "a parameter is NAME=VALUE, as zone=use1-az1; not 'use1-az1'.")]
    [InlineData("add zone-power zone=a zone=b", "'zone' is given twice.")]
    [InlineData("add zone-power for=2m", "'for' is no parameter; what it may mean is an option (see --help).")]
    public void A_form_refuses_in_one_line(string line, string why) => Assert.Equal([why], Problems(line));

    [Fact]
    public void Every_kind_of_fault_has_a_form() => Assert.Equal(
        FaultKind.All.Select(kind => kind.Name).Order(StringComparer.Ordinal),
        Form.All.SelectMany(form => form.Ways).Select(way => way.Kind).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_parameter_of_every_kind_has_a_place_in_its_form()
    {
        foreach (var form in Form.All)
        {
            var command = new FaultForm(form);
            var options = command.Options.Select(option => option.Name.TrimStart('-'));
            var set = form.Targets.SelectMany(target => (string?[])[target.Parameter, target.Then])
                .Concat(form.Ways.Select(way => way.Sets));
            var known = options.Concat(set).ToHashSet();
            Assert.All(
                form.Ways.SelectMany(way => FaultKind.Find(way.Kind)!.Parameters),
                parameter => Assert.Contains(parameter.Name, known));
        }
    }

    private static IEnumerable<string> Problems(string line) =>
        new FaultCommand().Parse(line.Split(' ')).Errors.Select(error => error.Message);
}
