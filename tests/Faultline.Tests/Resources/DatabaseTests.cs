using Faultline.Api.Rds;

namespace Faultline.Tests.Resources;

/// <summary>The resources that databases are in, and that are told of them.</summary>
public sealed class DatabaseTests
{
    [Fact]
    public void Subnet_group() => Grounds.Play(async grounds =>
    {
        var group = new Resource(grounds, "AWS::RDS::DBSubnetGroup", "Subnets");
        await group.Make($$"""
            {"DBSubnetGroupDescription": "d", "SubnetIds": ["{{grounds.Subnets[0]}}", "{{grounds.Subnets[1]}}"],
             "Tags": [{"Key": "a", "Value": "1"}]}
            """);
        Assert.StartsWith("shop-subnets-", group.Id, StringComparison.Ordinal);
        await group.Change($$"""
            {"DBSubnetGroupDescription": "e", "SubnetIds": ["{{grounds.Subnets[1]}}", "{{grounds.Subnets[2]}}"]}
            """);
        await group.End();
        await new Resource(grounds, "AWS::RDS::DBSubnetGroup", "One").Refused(
            "DBSubnetGroupDoesNotCoverEnoughAZs",
            $$"""{"DBSubnetGroupDescription": "d", "SubnetIds": ["{{grounds.Subnets[0]}}"]}""",
            "Add subnets to cover at least 2 AZs.");
    });

    [Fact]
    public void Parameter_group() => Grounds.Play(async grounds =>
    {
        var group = new Resource(grounds, "AWS::RDS::DBParameterGroup", "Parameters");
        await group.Make("""
            {"Family": "postgres15", "Description": "d", "Parameters": {"work_mem": 8192, "max_connections": "50"}}
            """);
        await group.Change("""
            {"Family": "postgres15", "Description": "d", "Parameters": {"work_mem": "4096", "log_statement": "all"},
             "Tags": [{"Key": "a", "Value": "1"}]}
            """);
        await group.End();
    });

    [Fact]
    public void Option_group() => Grounds.Play(async grounds =>
    {
        var group = new Resource(grounds, "AWS::RDS::OptionGroup", "Options");
        const string Asked = """
            {"EngineName": "postgres", "MajorEngineVersion": "15", "OptionGroupDescription": "d", "OptionGroupName": "o"
            """;
        await group.Make(Asked + "}");
        Assert.Equal("o", group.Id);
        await group.Change(Asked + """, "Tags": [{"Key": "a", "Value": "1"}]}""");
        await group.End();
        await new Resource(grounds, "AWS::RDS::OptionGroup", "Other").Refused(
            "NotImplemented", Asked + """, "OptionConfigurations": [{"OptionName": "x"}]}""", "OptionConfigurations");
    });

    [Fact]
    public void Event_subscription() => Grounds.Play(async grounds =>
    {
        await grounds.Ask<CreateDBParameterGroupResult>(
            RdsModel.Service,
            "CreateDBParameterGroup",
            new CreateDBParameterGroupMessage
            {
                DBParameterGroupName = "own",
                DBParameterGroupFamily = "postgres15",
                Description = "d",
            });
        var subscription = new Resource(grounds, "AWS::RDS::EventSubscription", "Ears");
        await subscription.Make("""
            {"SnsTopicArn": "arn:aws:sns:eu-west-1:111122223333:t", "SourceType": "db-parameter-group",
             "SourceIds": ["own"], "EventCategories": ["configuration change"], "Enabled": false}
            """);
        await subscription.Change("""
            {"SnsTopicArn": "arn:aws:sns:eu-west-1:111122223333:t", "SourceType": "db-parameter-group",
             "Enabled": "true", "Tags": [{"Key": "a", "Value": "1"}]}
            """);
        await subscription.End();
    });

    [Fact]
    public void An_instance_of_what_nobody_honours_is_refused_by_name() => Grounds.Play(async grounds =>
    {
        var instance = new Resource(grounds, "AWS::RDS::DBInstance", "Database");
        await instance.Refused("NotImplemented", """{"AssociatedRoles": [{"RoleArn": "r"}]}""", "AssociatedRoles");
        await instance.Refused(
            "NotImplemented",
            """{"DBSnapshotIdentifier": "s", "MasterUserPassword": "correct-horse"}""",
            "MasterUserPassword");
    });
}
