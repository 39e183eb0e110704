using System.Collections.Immutable;

namespace Faultline.Services.Fis.Targets;

/// <summary>A type of resources that actions can be aimed at ("Targets for AWS FIS", user guide).</summary>
internal sealed record TargetType(string Id, string Description)
{
    private const string Zones = "availabilityZoneIdentifier";

    public ImmutableArray<TargetParameter> Parameters { get; init; } = [];

    /// <summary>They are named by their ARNs, and never found.</summary>
    public bool ByArnOnly { get; init; }

    public static ImmutableArray<TargetType> All { get; } =
    [
        new("aws:arc:zonal-shift-managed-resource", "A resource that takes part in zonal shifts")
        {
            Parameters = [new(Zones, "The zone that the resources must have a part in")],
        },
        new("aws:directconnect:virtual-interface", "A Direct Connect virtual interface"),
        new("aws:dsql:cluster", "An Aurora DSQL cluster"),
        new("aws:dynamodb:global-table", "A DynamoDB global table"),
        new("aws:ec2:autoscaling-group", "An Amazon EC2 Auto Scaling group"),
        new("aws:ec2:ebs-volume", "An Amazon EBS volume")
        {
            Parameters = [new(Zones, "The zone that the volumes must be in")],
        },
        new("aws:ec2:instance", "An Amazon EC2 instance"),
        new("aws:ec2:spot-instance", "An Amazon EC2 Spot Instance"),
        new("aws:ec2:subnet", "A subnet of a VPC")
        {
            Parameters =
            [
                new(Zones, "The zone that the subnets must be in"),
                new("vpc", "The VPC that the subnets must be in"),
            ],
        },
        new("aws:ec2:transit-gateway", "A transit gateway"),
        new("aws:ec2:vpc-endpoint", "An interface endpoint of a VPC"),
        new("aws:ecs:cluster", "An Amazon ECS cluster"),
        new("aws:ecs:task", "An Amazon ECS task")
        {
            Parameters =
            [
                new("cluster", "The cluster that the tasks must be in"),
                new("service", "The service that the tasks must be of"),
            ],
        },
        new("aws:eks:cluster", "An Amazon EKS cluster"),
        new("aws:eks:nodegroup", "An Amazon EKS node group"),
        new("aws:eks:pod", "A pod in Kubernetes")
        {
            Parameters =
            [
                new(Zones, "The zone that the pods must be in"),
                new("clusterIdentifier", "The cluster that the pods must be in", Required: true),
                new("namespace", "The namespace of the pods", Required: true),
                new("selectorType", "How pods are found", Required: true),
                new("selectorValue", "What pods are found by", Required: true),
                new("targetContainerName", "The container in a pod"),
            ],
        },
        new("aws:elasticache:replicationgroup", "An Amazon ElastiCache replication group")
        {
            Parameters = [new(Zones, "The zone of the nodes that are meant", Required: true)],
        },
        new("aws:iam:role", "An IAM role") { ByArnOnly = true },
        new("aws:kinesis:stream", "An Amazon Kinesis data stream"),
        new("aws:lambda:function", "An AWS Lambda function")
        {
            Parameters = [new("functionQualifier", "The version or alias that is meant")],
        },
        new("aws:memorydb:multi-region-cluster", "An Amazon MemoryDB multi-Region cluster"),
        new("aws:rds:cluster", "An Amazon RDS cluster")
        {
            Parameters = [new("writerAvailabilityZoneIdentifiers", "The zones that the writer must be in")],
        },
        new("aws:rds:db", "An Amazon RDS DB instance")
        {
            Parameters = [new("availabilityZoneIdentifiers", "The zones that the instances must be in")],
        },
        new("aws:s3:bucket", "An Amazon S3 bucket"),
    ];

    public static TargetType? Find(string? id) => All.FirstOrDefault(type => type.Id == id);
}

/// <summary>A parameter by which resources of a type are found.</summary>
internal sealed record TargetParameter(string Name, string Description, bool Required = false);
