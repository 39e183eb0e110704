using Faultline.Api.Ec2;
using Faultline.Drills.Running;

namespace Faultline.Tests.Drills.Running;

/// <summary>Where in an answer a value stands.</summary>
public sealed class AnswerPathTests
{
    [Theory]
    [InlineData("a", "1")]
    [InlineData("b.c", "x")]
    [InlineData("d[1].e", "true")]
    [InlineData("d[2].e", null)]
    [InlineData("d[x].e", null)]
    [InlineData("b.none", null)]
    [InlineData("a.c", null)]
    [InlineData("n", null)]
    public void A_path_leads_to_a_value_or_to_nothing(string path, string? value) => Assert.Equal(
        value,
        AnswerPath.Find("""{"a": 1, "b": {"c": "x"}, "d": [{}, {"e": true}], "n": null}""", output: null, path));

    [Fact]
    public void Members_have_the_names_of_the_documentation_whatever_the_wire_calls_them() => Assert.Equal(
        "running",
        AnswerPath.Find(
            """{"reservationSet": [{"instancesSet": [{"instanceState": {"name": "running"}}]}]}""",
            Ec2Model.Service.Find("DescribeInstances")!.Output,
            "Reservations[0].Instances[0].State.Name"));
}
