using Faultline.Services.CloudFormation.Stacks;

namespace Faultline.Tests.CloudFormation;

/// <summary>
/// What stack policies allow ("Prevent updates to stack resources"), in the notation <c>EFFECT ACTION RESOURCE</c>, a
/// statement each; <c>!</c> before a part stands for <c>NotAction</c> and <c>NotResource</c>, and <c>?</c> begins the
/// type of resource that it is for.
/// </summary>
public sealed class StackPolicyTests
{
    private const string Database = "AWS::RDS::DBInstance";

    [Theory]
    [InlineData("Allow Update:* *", true)]
    [InlineData("Allow Update:* *; Deny Update:* LogicalResourceId/A", false)]
    [InlineData("Deny Update:* LogicalResourceId/A; Allow Update:* *", false)]
    [InlineData("Deny Update:* LogicalResourceId/B; Allow Update:* *", true)]
    [InlineData("Allow Update:* LogicalResourceId/B", false)]
    [InlineData("Allow Update:Replace *", false)]
    [InlineData("Allow Update:Modify *", true)]
    [InlineData("Allow !Update:Replace *", true)]
    [InlineData("Allow !Update:Modify *", false)]
    [InlineData("Allow Update:* !LogicalResourceId/B", true)]
    [InlineData("Allow Update:* !LogicalResourceId/A", false)]
    [InlineData("Allow Update:* *; Deny Update:* * ?AWS::RDS::DBInstance", false)]
    [InlineData("Allow Update:* *; Deny Update:* * ?AWS::RDS::*", false)]
    [InlineData("Allow Update:* *; Deny Update:* * ?AWS::EC2::*", true)]
    [InlineData("Allow Update:* LogicalResourceId/*", true)]
    [InlineData("Allow Update:* *A", true)]
    [InlineData("Allow Update:* *B", false)]
    [InlineData("Allow Update:* Id/*", false)]
    [InlineData("Allow Update:* Logical*Id/*A", true)]
    [InlineData("Allow Update:* Logical*Id/*A*A", false)]
    public void A_statement_allows_what_it_matches_unless_another_one_denies_it(string policy, bool allows) =>
        Assert.Equal(allows, StackPolicy.Denial(Json(policy), StackPolicy.Modify, "A", Database) is null);

    [Fact]
    public void A_denial_names_the_statement_and_what_nothing_allows_says_so()
    {
        Assert.Equal(
            "Action denied by stack policy: Statement [#2] does not allow [Update:Delete] for resource [A]",
            StackPolicy.Denial(Json("Allow * *; Deny Update:Delete *"), StackPolicy.Delete, "A", Database));
        Assert.Equal(
            "Action denied by stack policy: No statement allows [Update:Replace] for resource [A]",
            StackPolicy.Denial(Json("Allow Update:Modify *"), StackPolicy.Replace, "A", Database));
    }

    [Fact]
    public void One_statement_may_stand_without_a_list()
    {
        const string Policy = """
            {"Statement": {"Effect": "Allow", "Action": "Update:*", "Resource": "*", "Principal": "*"}}
            """;
        Assert.Null(StackPolicy.Denial(Policy, StackPolicy.Modify, "A", Database));
    }

    private static string Json(string policy) =>
        $"{{\"Statement\": [{string.Join(", ", policy.Split("; ").Select(Statement))}]}}";

    private static string Statement(string line)
    {
        var parts = line.Split(' ');
        var condition = parts.Length > 3
            ? $", \"Condition\": {{\"StringLike\": {{\"ResourceType\": [\"{parts[3][1..]}\"]}}}}"
            : "";
        return $$"""{"Effect": "{{parts[0]}}", {{Part("Action", parts[1])}}, {{Part("Resource", parts[2])}}"""
            + $", \"Principal\": \"*\"{condition}}}";
    }

    private static string Part(string name, string value) =>
        value[0] == '!' ? $"\"Not{name}\": \"{value[1..]}\"" : $"\"{name}\": \"{value}\"";
}
