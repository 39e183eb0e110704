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

    [Theory]
    [InlineData("Reservations[0].Instances[0].State.Name", null)]
    [InlineData("Reservations[0].Instance[0].State.Name", "Reservation has no member 'Instance'. Did you mean Insta")]
    [InlineData("Reservations[x].Instances", "after 'Reservations' there is no [x].")]
    [InlineData("Reservations[0", "after 'Reservations' there is no [0.")]
    [InlineData("Reservations[0].Instances[0].State[0]", "after 'State' there is no [0].")]
    [InlineData("Reservations.Instances", "nothing is called 'Instances' there.")]
    [InlineData("", "has no member ''.")]
    public void What_of_a_path_is_in_no_answer_is_said(string path, string? says) => Assert.Contains(
        says ?? "none", AnswerPath.Lacks(Ec2Model.Service.Find("DescribeInstances")!.Output, path) ?? "none",
        StringComparison.Ordinal);

    [Fact]
    public void Members_have_the_names_of_the_documentation_whatever_the_wire_calls_them() => Assert.Equal(
        "running",
        AnswerPath.Find(
            """{"reservationSet": [{"instancesSet": [{"instanceState": {"name": "running"}}]}]}""",
            Ec2Model.Service.Find("DescribeInstances")!.Output,
            "Reservations[0].Instances[0].State.Name"));
}
